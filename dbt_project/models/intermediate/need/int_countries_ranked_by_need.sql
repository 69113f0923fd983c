with

need as (
    select * from {{ ref('int_country_need_at_dates') }}
),

pledge_values as (
    select * from {{ ref('pledge_value_by_country') }}
),

join_pledges as (
    select
        need.as_of_date,
        need.country_iso3,
        need.country_name,
        need.is_ldc,
        need.is_lldc,
        need.is_sids,
        need.itu_region,
        need.income_group,
        need.people,
        need.offline_people,
        need.internet_use_pct,
        need.internet_use_reference_year,
        need.internet_use_vintage,
        need.population_vintage,
        need.cheapest_5gb_basket,
        need.cheapest_5gb_price_pct_gni,
        need.cheapest_5gb_gap_to_2pct_points,
        need.cheapest_5gb_is_experimental,
        need.price_reference_year,
        need.price_vintage,
        need.people_not_covered_4g,
        need.covered_4g_pct,
        need.coverage_reference_year,
        need.coverage_vintage,
        pledge_values.is_latest,
        pledge_values.pledges,
        pledge_values.pledges_without_value_usd,
        pledge_values.entities,
        pledge_values.value_usd_any_member,
        pledge_values.value_usd_equal_split,
        pledge_values.value_usd_need_weighted,
        {{ per_person('pledge_values.value_usd_any_member', 'need.offline_people') }}
            as usd_per_offline_person_any_member,
        {{ per_person('pledge_values.value_usd_equal_split', 'need.offline_people') }}
            as usd_per_offline_person_equal_split,
        {{ per_person('pledge_values.value_usd_need_weighted', 'need.offline_people') }}
            as usd_per_offline_person_need_weighted
    from need
    inner join pledge_values
        on
            need.as_of_date = pledge_values.as_of_date
            and need.country_iso3 = pledge_values.country_iso3
),

-- Null where the people offline are not known, false where too few of them are.
judge_need as (
    select
        join_pledges.*,
        offline_people >= {{ var('underserved_min_offline_people') }}
        and 100 - internet_use_pct >= {{ var('underserved_min_offline_pct') }} as has_great_need
    from join_pledges
),

mark_comparable as (
    select
        judge_need.*,
        has_great_need and usd_per_offline_person_equal_split is not null as is_comparable
    from judge_need
),

-- Countries with equal values share a rank, so that no name decides who is on the list.
rank_countries as (
    select
        mark_comparable.*,
        case
            when offline_people is not null
                then rank() over (partition by as_of_date order by offline_people desc nulls last)
        end as need_rank,
        case
            when usd_per_offline_person_equal_split is not null
                then rank() over (
                    partition by as_of_date
                    order by usd_per_offline_person_equal_split asc nulls last
                )
        end as least_value_rank,
        count(usd_per_offline_person_equal_split) over (partition by as_of_date) as countries_ranked,
        count(case when is_comparable then 1 end) over (partition by as_of_date)
            as countries_compared,
        rank() over (
            partition by as_of_date, coalesce(is_comparable, false)
            order by usd_per_offline_person_equal_split asc nulls last
        ) as rank_among_compared
    from mark_comparable
),

apply_rule as (
    select
        rank_countries.*,
        case
            when not has_great_need then false
            when is_comparable
                then
                    rank_among_compared
                    <= ceil(countries_compared * {{ var('underserved_least_value_pct') }} / 100.0)
        end as is_underserved
    from rank_countries
)

select * from apply_rule
