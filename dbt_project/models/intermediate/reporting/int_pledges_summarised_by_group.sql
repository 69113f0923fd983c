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
        {{ count_where('counts_pledge') }} as pledges,
        sum(value_usd) as value_usd_any_member,
        sum(value_usd_equal_split) as value_usd_equal_split,
        {{ count_where('value_usd is not null and value_usd_equal_split is null') }}
            as pledges_without_equal_split,
        sum(value_usd_need_weighted) as value_usd_need_weighted,
        {{ count_where('value_usd is not null and value_usd_need_weighted is null') }}
            as pledges_without_need_weighted,
        {{ count_where('counts_pledge and touches_staying_members') }} as pledges_of_staying,
        sum(case when touches_staying_members then value_usd end) as value_usd_any_member_of_staying,
        sum(value_usd_equal_split_staying) as value_usd_equal_split_of_staying
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
    where pledges_by_group.counts_pledge
    group by pledges_by_group.as_of_date, pledges_by_group.group_code
),

count_countries as (
    select
        pledges_by_group.as_of_date,
        pledges_by_group.group_code,
        count(distinct pledge_countries.country_iso3) as countries_with_pledges,
        count(distinct case
            when pledge_countries.country_basis = 'named' then pledge_countries.country_iso3
        end) as countries_named
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
        coalesce(count_countries.countries_named, 0) as countries_named,
        sum_pledges.value_usd_any_member,
        sum_pledges.value_usd_equal_split,
        sum_pledges.pledges_without_equal_split,
        sum_pledges.value_usd_need_weighted,
        sum_pledges.pledges_without_need_weighted,
        sum_pledges.pledges_of_staying,
        sum_pledges.value_usd_any_member_of_staying,
        sum_pledges.value_usd_equal_split_of_staying
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
