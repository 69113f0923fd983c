with

members as (
    select * from {{ ref('int_group_members_at_reporting_dates') }}
),

pledges_by_group as (
    select * from {{ ref('int_pledges_by_group') }}
),

pledge_entities as (
    select * from {{ ref('bridge_pledge_entities') }}
),

pledge_countries as (
    select * from {{ ref('fct_pledge_countries') }}
),

sum_pledges as (
    select
        as_of_date,
        group_code,
        count(*) as pledges,
        sum(value_usd) as value_usd_any_member,
        sum(value_usd_equal_split) as value_usd_equal_split,
        sum(value_usd_need_weighted) as value_usd_need_weighted
    from pledges_by_group
    group by as_of_date, group_code
),

count_entities as (
    select
        pledges_by_group.as_of_date,
        pledges_by_group.group_code,
        count(distinct pledge_entities.entity_id) as entities
    from pledges_by_group
    inner join pledge_entities
        on pledges_by_group.pledge_version_id = pledge_entities.pledge_version_id
    group by pledges_by_group.as_of_date, pledges_by_group.group_code
),

count_countries as (
    select
        pledges_by_group.as_of_date,
        pledges_by_group.group_code,
        count(distinct pledge_countries.country_iso3) as countries_with_pledges
    from pledges_by_group
    inner join pledge_countries
        on pledges_by_group.pledge_version_id = pledge_countries.pledge_version_id
    inner join members
        on
            pledges_by_group.as_of_date = members.as_of_date
            and pledges_by_group.group_code = members.group_code
            and pledge_countries.country_iso3 = members.country_iso3
    group by pledges_by_group.as_of_date, pledges_by_group.group_code
),

join_counts as (
    select
        sum_pledges.as_of_date,
        sum_pledges.group_code,
        sum_pledges.pledges,
        coalesce(count_entities.entities, 0) as entities,
        coalesce(count_countries.countries_with_pledges, 0) as countries_with_pledges,
        sum_pledges.value_usd_any_member,
        sum_pledges.value_usd_equal_split,
        sum_pledges.value_usd_need_weighted
    from sum_pledges
    left join count_entities
        on
            sum_pledges.as_of_date = count_entities.as_of_date
            and sum_pledges.group_code = count_entities.group_code
    left join count_countries
        on
            sum_pledges.as_of_date = count_countries.as_of_date
            and sum_pledges.group_code = count_countries.group_code
)

select * from join_counts
