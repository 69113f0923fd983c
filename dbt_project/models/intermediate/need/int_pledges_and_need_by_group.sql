with

pledge_values as (
    select * from {{ ref('pledge_value_by_country_group') }}
),

need as (
    select * from {{ ref('int_need_by_group') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

join_need as (
    select
        pledge_values.as_of_date,
        pledge_values.is_latest,
        pledge_values.scheme,
        pledge_values.group_code,
        pledge_values.group_name,
        pledge_values.display_order,
        pledge_values.countries_in_group,
        pledge_values.pledges,
        pledge_values.entities,
        pledge_values.value_usd_any_member,
        pledge_values.value_usd_equal_split,
        pledge_values.value_usd_need_weighted,
        pledge_values.is_additive,
        pledge_values.membership_as_of,
        pledge_values.membership_list_edition,
        need.countries_with_offline_people,
        need.offline_people,
        need.internet_use_pct,
        need.first_internet_use_reference_year,
        need.last_internet_use_reference_year,
        need.internet_use_vintage,
        need.population_vintage,
        need.countries_with_price,
        need.countries_meeting,
        need.median_gap_to_2pct_points,
        need.last_price_reference_year,
        need.price_vintage,
        need.countries_with_coverage,
        need.people_not_covered_4g,
        need.last_coverage_reference_year,
        need.coverage_vintage,
        need.underserved_countries,
        need.underserved_countries_list,
        case when need.underserved_countries is not null then need.countries_at_half_floor end
            as underserved_countries_at_half_floor,
        case when need.underserved_countries is not null then need.countries_at_twice_floor end
            as underserved_countries_at_twice_floor,
        case when need.underserved_countries is not null then need.countries_without_largest_pledge end
            as underserved_countries_without_largest_pledges,
        need.offline_people_underserved,
        {{ per_person('pledge_values.value_usd_any_member', 'need.offline_people') }}
            as usd_per_offline_person_any_member,
        {{ per_person('pledge_values.value_usd_equal_split', 'need.offline_people') }}
            as usd_per_offline_person_equal_split,
        {{ per_person('pledge_values.value_usd_need_weighted', 'need.offline_people') }}
            as usd_per_offline_person_need_weighted
    from pledge_values
    inner join reporting_dates on pledge_values.as_of_date = reporting_dates.as_of_date
    left join need
        on
            pledge_values.as_of_date = need.as_of_date
            and pledge_values.group_code = need.group_code
    where reporting_dates.date_kind in ('announcement', 'latest')
)

select * from join_need
