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
        pledge_values.pledges_naming_country,
        pledge_values.pledges_naming_country_without_share,
        pledge_values.value_usd_naming_country_equal_split,
        pledge_values.value_usd_any_member,
        pledge_values.value_usd_equal_split,
        pledge_values.value_usd_need_weighted,
        {{ per_person('pledge_values.value_usd_any_member', 'need.offline_people') }}
            as usd_per_offline_person_any_member,
        {{ per_person('pledge_values.value_usd_equal_split', 'need.offline_people') }}
            as usd_per_offline_person_equal_split,
        {{ per_person('pledge_values.value_usd_need_weighted', 'need.offline_people') }}
            as usd_per_offline_person_need_weighted,
        {{ per_person('pledge_values.value_usd_naming_country_equal_split', 'need.offline_people') }}
            as usd_naming_country_per_offline_person,
        {{ per_person(
            'pledge_values.value_usd_naming_country_equal_split '
            ~ '- coalesce(pledge_values.largest_pledge_naming_country_equal_split, 0)',
            'need.offline_people'
        ) }} as usd_without_largest_pledge
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

-- Of countries with equal values the one with more people offline goes first.
rank_countries as (
    select
        judge_need.*,
        case
            when offline_people is not null
                then rank() over (partition by as_of_date order by offline_people desc nulls last)
        end as need_rank,
        case
            when usd_naming_country_per_offline_person is not null
                then rank() over (
                    partition by as_of_date
                    order by usd_naming_country_per_offline_person asc nulls last, offline_people desc
                )
        end as least_value_rank,
        count(usd_naming_country_per_offline_person) over (partition by as_of_date) as countries_ranked
    from judge_need
),

-- The rule, and how the answer changes with its floor and with the largest of the pledges.
apply_rule as (
    select
        rank_countries.*,
        {{ is_underserved('usd_naming_country_per_offline_person', 1) }} as is_underserved,
        {{ is_underserved('usd_naming_country_per_offline_person', 0.5) }}
            as is_underserved_at_half_floor,
        {{ is_underserved('usd_naming_country_per_offline_person', 2) }}
            as is_underserved_at_twice_floor,
        {{ is_underserved('usd_without_largest_pledge', 1) }}
            as is_underserved_without_largest_pledge
    from rank_countries
)

select * from apply_rule
