-- A failure means that a country was in two ITU regions or two income groups on one day, by dates
-- that overlap, and its money would count twice in a chart of the groups.
with

memberships as (
    select * from {{ ref('bridge_country_group_memberships') }}
),

groups as (
    select * from {{ ref('dim_country_groups') }}
),

keep_partitions as (
    select
        memberships.country_iso3,
        groups.scheme,
        memberships.group_code,
        memberships.valid_from,
        memberships.valid_to
    from memberships
    inner join groups on memberships.group_code = groups.group_code
    where groups.is_partition
),

order_memberships as (
    select
        keep_partitions.*,
        lead(valid_from) over (
            partition by country_iso3, scheme
            order by valid_from asc, valid_to asc, group_code asc
        ) as next_valid_from
    from keep_partitions
),

find_overlaps as (
    select * from order_memberships
    where next_valid_from < valid_to
)

select * from find_overlaps
