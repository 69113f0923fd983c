with

need as (
    select * from {{ ref('int_pledges_and_need_by_group') }}
),

-- Only groups that do not overlap are compared by rank; what no country can be given has none.
explain_missing as (
    select
        as_of_date,
        is_latest,
        scheme,
        group_code,
        group_name,
        display_order,
        countries_in_group,
        coalesce(countries_with_offline_people, 0) as countries_with_offline_people,
        offline_people,
        internet_use_pct,
        first_internet_use_reference_year,
        last_internet_use_reference_year,
        internet_use_vintage,
        population_vintage,
        case
            when offline_people is not null then null
            when countries_in_group = 0 then 'no country of its own'
            else 'not known of any country up to this date'
        end as offline_people_null_reason,
        coalesce(countries_with_price, 0) as countries_with_price,
        case when countries_with_price > 0 then coalesce(countries_meeting, 0) end
            as countries_meeting_le_2pct,
        median_gap_to_2pct_points,
        last_price_reference_year,
        price_vintage,
        case
            when countries_with_price > 0 then null
            when countries_in_group = 0 then 'no country of its own'
            else 'no price of a 5 GB basket of all economies up to this date'
        end as price_null_reason,
        coalesce(countries_with_coverage, 0) as countries_with_coverage,
        people_not_covered_4g,
        last_coverage_reference_year,
        coverage_vintage,
        case
            when people_not_covered_4g is not null then null
            when countries_in_group = 0 then 'no country of its own'
            else 'not known of any country up to this date'
        end as coverage_null_reason,
        pledges,
        entities,
        value_usd_any_member,
        value_usd_equal_split,
        value_usd_need_weighted,
        usd_per_offline_person_any_member,
        usd_per_offline_person_equal_split,
        usd_per_offline_person_need_weighted,
        case
            when usd_per_offline_person_equal_split is not null then null
            when countries_in_group = 0 then 'no country of its own'
            when offline_people is null then 'offline people not known'
            when offline_people = 0 then 'nobody offline'
            else 'no pledge states a value in US$'
        end as usd_per_offline_person_null_reason,
        case
            when is_additive and offline_people is not null
                then rank() over (
                    partition by as_of_date, scheme
                    order by offline_people desc nulls last
                )
        end as need_rank,
        case
            when is_additive and usd_per_offline_person_equal_split is not null
                then rank() over (
                    partition by as_of_date, scheme
                    order by usd_per_offline_person_equal_split asc nulls last
                )
        end as least_value_rank,
        underserved_countries,
        coalesce(underserved_countries_list, '') as underserved_countries_list,
        underserved_countries_at_half_floor,
        underserved_countries_at_twice_floor,
        underserved_countries_without_largest_pledges,
        cast(offline_people_underserved as bigint) as offline_people_underserved,
        is_additive,
        membership_as_of,
        membership_list_edition
    from need
)

select * from explain_missing
order by as_of_date desc, display_order asc
