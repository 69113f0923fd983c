with

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

pledge_entities as (
    select * from {{ ref('bridge_pledge_entities') }}
),

pledge_countries as (
    select * from {{ ref('fct_pledge_countries') }}
),

keep_counted as (
    select
        *,
        year(first_announced_on) = year(as_of_date) as is_new_in_year
    from states
    where counts_in_totals
),

list_dates as (
    select distinct as_of_date from states
),

sum_pledges as (
    select
        as_of_date,
        count(*) as pledges,
        sum(value_usd) as value_usd,
        count(*) - count(value_usd) as pledges_without_value_usd,
        sum(cast(is_new_in_year as integer)) as new_pledges_in_year,
        sum(case when is_new_in_year then value_usd end) as value_usd_new_in_year
    from keep_counted
    group by as_of_date
),

count_entities as (
    select
        keep_counted.as_of_date,
        count(distinct pledge_entities.entity_id) as entities
    from keep_counted
    inner join pledge_entities on keep_counted.pledge_version_id = pledge_entities.pledge_version_id
    group by keep_counted.as_of_date
),

count_countries as (
    select
        keep_counted.as_of_date,
        count(distinct pledge_countries.country_iso3) as countries
    from keep_counted
    inner join pledge_countries
        on keep_counted.pledge_version_id = pledge_countries.pledge_version_id
    where pledge_countries.country_basis = 'named'
    group by keep_counted.as_of_date
),

join_counts as (
    select
        list_dates.as_of_date,
        coalesce(sum_pledges.pledges, 0) as pledges,
        coalesce(count_entities.entities, 0) as entities,
        coalesce(count_countries.countries, 0) as countries,
        cast(coalesce(sum_pledges.value_usd, 0) as decimal(38, 2)) as value_usd,
        coalesce(sum_pledges.pledges_without_value_usd, 0) as pledges_without_value_usd,
        coalesce(sum_pledges.new_pledges_in_year, 0) as new_pledges_in_year,
        cast(coalesce(sum_pledges.value_usd_new_in_year, 0) as decimal(38, 2))
            as value_usd_new_in_year
    from list_dates
    left join sum_pledges on list_dates.as_of_date = sum_pledges.as_of_date
    left join count_entities on list_dates.as_of_date = count_entities.as_of_date
    left join count_countries on list_dates.as_of_date = count_countries.as_of_date
)

select * from join_counts
