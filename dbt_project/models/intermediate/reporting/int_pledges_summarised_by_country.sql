with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

allocations as (
    select * from {{ ref('fct_pledge_countries') }}
),

pledge_entities as (
    select * from {{ ref('bridge_pledge_entities') }}
),

keep_counted as (
    select states.* from states
    inner join reporting_dates on states.as_of_date = reporting_dates.as_of_date
    where states.counts_in_totals
),

find_places as (
    select
        keep_counted.as_of_date,
        allocations.place_code,
        keep_counted.pledge_version_id,
        allocations.country_basis,
        allocations.counts_pledge,
        case when allocations.counts_pledge then keep_counted.value_usd end as value_usd,
        allocations.value_usd_equal_split,
        allocations.value_usd_need_weighted
    from keep_counted
    inner join allocations on keep_counted.pledge_version_id = allocations.pledge_version_id
),

sum_pledges as (
    select
        as_of_date,
        place_code,
        {{ count_where('counts_pledge') }} as pledges,
        {{ count_where("country_basis = 'named'") }} as pledges_naming_country,
        {{ count_where('counts_pledge and value_usd is null') }} as pledges_without_value_usd,
        sum(value_usd) as value_usd_any_member,
        sum(case when country_basis = 'named' then value_usd end) as value_usd_naming_country,
        sum(case when country_basis = 'named' then value_usd_equal_split end)
            as value_usd_naming_country_equal_split,
        max(case when country_basis = 'named' then value_usd_equal_split end)
            as largest_pledge_naming_country_equal_split,
        {{ count_where("country_basis = 'named' and value_usd_equal_split is null") }}
            as pledges_naming_country_without_share,
        sum(value_usd_equal_split) as value_usd_equal_split,
        sum(value_usd_need_weighted) as value_usd_need_weighted
    from find_places
    group by as_of_date, place_code
),

count_entities as (
    select
        find_places.as_of_date,
        find_places.place_code,
        count(distinct pledge_entities.entity_id) as entities
    from find_places
    inner join pledge_entities on find_places.pledge_version_id = pledge_entities.pledge_version_id
    where find_places.counts_pledge
    group by find_places.as_of_date, find_places.place_code
),

join_counts as (
    select
        sum_pledges.*,
        coalesce(count_entities.entities, 0) as entities
    from sum_pledges
    left join count_entities
        on
            sum_pledges.as_of_date = count_entities.as_of_date
            and sum_pledges.place_code = count_entities.place_code
)

select * from join_counts
