with

statements as (
    select * from {{ ref('connectivity_by_country_group') }}
),

-- Facts and Figures words one fact from both sides: who a network reaches, and who it does not.
name_networks as (
    select
        *,
        case indicator
            when 'population_2g_only' then '2g_only'
            when 'population_no_mobile_network' then 'at_least_2g'
            when 'population_covered_3g_or_better' then 'at_least_3g'
            when 'population_not_covered_mobile_broadband' then 'at_least_3g'
            when 'population_covered_4g' then 'at_least_4g'
            when 'population_covered_5g' then 'at_least_5g'
        end as network,
        case
            when indicator in ('population_no_mobile_network', 'population_not_covered_mobile_broadband')
                then case unit when 'count' then 'people_not_covered' else 'not_covered_pct' end
            else 'covered_pct'
        end as measure
    from statements
),

put_sides_together as (
    select
        network,
        group_code,
        group_name,
        location,
        reference_year,
        edition,
        max(edition_published_on) as edition_published_on,
        max(case when measure = 'covered_pct' then published_value end) as published_covered_pct,
        max(case when measure = 'not_covered_pct' then published_value end)
            as published_not_covered_pct,
        max(case when measure = 'people_not_covered' then published_value end)
            as published_people_not_covered,
        case when count(distinct published_bound) > 1 then 'several' else max(published_bound) end
            as published_bound,
        max(published_source_url) as published_source_url,
        max(computed_value) as computed_covered_pct,
        max(economies_with_data) as economies_with_data,
        max(economies_in_group) as economies_in_group,
        max(population_covered_pct) as population_covered_pct,
        max(observation_vintage) as observation_vintage,
        max(population_vintage) as population_vintage,
        max(membership_as_of) as membership_as_of
    from name_networks
    where network is not null and sex = 'total' and age = 'total'
    group by network, group_code, group_name, location, reference_year, edition
)

select * from put_sides_together
