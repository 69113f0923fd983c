with

ranked as (
    select * from {{ ref('int_countries_ranked_by_need') }}
),

explain_missing as (
    select
        as_of_date,
        is_latest,
        country_iso3,
        country_name,
        itu_region,
        income_group,
        is_ldc,
        is_lldc,
        is_sids,
        as_of_date as membership_as_of,
        offline_people,
        cast(internet_use_pct as decimal(18, 4)) as internet_use_pct,
        internet_use_reference_year,
        internet_use_vintage,
        population_vintage,
        case when offline_people is null then 'internet use or population not known up to this date' end
            as offline_people_null_reason,
        cheapest_5gb_basket,
        cast(cheapest_5gb_price_pct_gni as decimal(18, 4)) as cheapest_5gb_price_pct_gni,
        cast(cheapest_5gb_gap_to_2pct_points as decimal(18, 4)) as cheapest_5gb_gap_to_2pct_points,
        cheapest_5gb_is_experimental,
        price_reference_year,
        price_vintage,
        case
            when cheapest_5gb_price_pct_gni is null
                then 'no price of a 5 GB basket of all economies up to this date'
        end as price_null_reason,
        people_not_covered_4g,
        cast(covered_4g_pct as decimal(18, 4)) as covered_4g_pct,
        coverage_reference_year,
        coverage_vintage,
        case when people_not_covered_4g is null then 'coverage or population not known up to this date' end
            as coverage_null_reason,
        pledges,
        pledges_without_value_usd,
        entities,
        value_usd_any_member,
        value_usd_equal_split,
        value_usd_need_weighted,
        usd_per_offline_person_any_member,
        usd_per_offline_person_equal_split,
        usd_per_offline_person_need_weighted,
        case
            when usd_per_offline_person_equal_split is not null then null
            when offline_people is null then 'offline people not known'
            when offline_people = 0 then 'nobody offline'
            else 'no pledge states a value in US$'
        end as usd_per_offline_person_null_reason,
        pledges_naming_country,
        value_usd_naming_country_equal_split,
        usd_naming_country_per_offline_person,
        need_rank,
        least_value_rank,
        countries_ranked,
        is_underserved,
        is_underserved_at_half_floor,
        is_underserved_at_twice_floor,
        is_underserved_without_largest_pledge,
        case
            when is_underserved is not null then null
            when offline_people is null then 'offline people not known'
            else 'a pledge that names the country gives it no known share in US$'
        end as is_underserved_null_reason,
        cast(
            'at least {{ var("underserved_min_offline_people") }} people offline, at least '
            || '{{ var("underserved_min_offline_pct") }} % of people offline, and less than US$ '
            || '{{ var("underserved_max_usd_per_offline_person") }} per offline person in pledges that '
            || 'name the country, each split equally over the countries it names'
            as varchar
        ) as underserved_rule
    from ranked
)

select * from explain_missing
order by as_of_date desc, need_rank asc nulls last, country_iso3 asc
