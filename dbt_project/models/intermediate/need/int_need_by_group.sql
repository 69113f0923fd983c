with

need as (
    select * from {{ ref('int_countries_ranked_by_need') }}
),

members as (
    select * from {{ ref('int_group_members_at_reporting_dates') }}
),

-- Figures are added over the countries that have them and not extended to the others.
add_up_countries as (
    select
        members.as_of_date,
        members.group_code,
        count(*) as countries_in_group,
        count(need.offline_people) as countries_with_offline_people,
        cast(sum(need.offline_people) as bigint) as offline_people,
        cast(
            100 - 100.0 * cast(sum(need.offline_people) as double)
            / nullif(cast(sum(need.people) as double), 0)
            as decimal(18, 4)
        ) as internet_use_pct,
        min(need.internet_use_reference_year) as first_internet_use_reference_year,
        max(need.internet_use_reference_year) as last_internet_use_reference_year,
        max(need.internet_use_vintage) as internet_use_vintage,
        max(need.population_vintage) as population_vintage,
        count(need.cheapest_5gb_price_pct_gni) as countries_with_price,
        cast(sum(case when need.cheapest_5gb_gap_to_2pct_points <= 0 then 1 end) as bigint)
            as countries_meeting,
        cast({{ median_of('need.cheapest_5gb_gap_to_2pct_points') }} as decimal(18, 4))
            as median_gap_to_2pct_points,
        max(need.price_reference_year) as last_price_reference_year,
        max(need.price_vintage) as price_vintage,
        count(need.people_not_covered_4g) as countries_with_coverage,
        cast(sum(need.people_not_covered_4g) as bigint) as people_not_covered_4g,
        max(need.coverage_reference_year) as last_coverage_reference_year,
        max(need.coverage_vintage) as coverage_vintage,
        case
            when count(need.is_underserved) > 0 then count(case when need.is_underserved then 1 end)
        end as underserved_countries,
        {{ join_texts('case when need.is_underserved then need.country_iso3 end', ' ') }}
            as underserved_countries_list,
        {{ count_where('need.is_underserved_at_half_floor') }} as countries_at_half_floor,
        {{ count_where('need.is_underserved_at_twice_floor') }} as countries_at_twice_floor,
        {{ count_where('need.is_underserved_without_largest_pledge') }}
            as countries_without_largest_pledge,
        case
            when count(need.is_underserved) > 0
                then coalesce(sum(case when need.is_underserved then need.offline_people end), 0)
        end as offline_people_underserved
    from members
    inner join need
        on members.as_of_date = need.as_of_date and members.country_iso3 = need.country_iso3
    group by members.as_of_date, members.group_code
)

select * from add_up_countries
