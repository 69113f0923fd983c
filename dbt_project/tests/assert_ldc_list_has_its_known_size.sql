-- A failure means that the dated LDC list is wrong: there were 46 LDCs on 12 December 2023, when
-- Bhutan was about to leave, and 44 at the end of 2024, after Sao Tome and Principe had left too.
with

memberships as (
    select * from {{ ref('bridge_country_group_memberships') }}
),

build as (
    select * from {{ ref('stg_build') }}
),

list_known_sizes as (
    select
        cast(known_sizes.as_of_day as date) as as_of_date,
        known_sizes.known_members
    from (values ('2023-12-12', 46), ('2024-12-31', 44)) as known_sizes (as_of_day, known_members)
    cross join build
    where {{ is_known('cast(known_sizes.as_of_day as date)') }}
),

find_differences as (
    select
        list_known_sizes.as_of_date,
        list_known_sizes.known_members,
        count(memberships.country_iso3) as members_found
    from list_known_sizes
    left join memberships
        on
            memberships.group_code = 'LDC'
            and {{ is_valid_on('list_known_sizes.as_of_date') }}
    group by list_known_sizes.as_of_date, list_known_sizes.known_members
    having count(memberships.country_iso3) <> list_known_sizes.known_members
)

select * from find_differences
