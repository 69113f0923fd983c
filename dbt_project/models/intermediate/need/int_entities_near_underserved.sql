with

need as (
    select * from {{ ref('int_countries_ranked_by_need') }}
),

activity as (
    select * from {{ ref('int_entities_active_in_countries') }}
),

compare_countries as (
    select
        need.as_of_date,
        need.country_iso3,
        activity.entity_id,
        activity.country_iso3 as other_country_iso3,
        activity.pledge_id,
        activity.value_usd_equal_split,
        need.country_iso3 = activity.country_iso3 as is_in_country,
        need.itu_region = activity.itu_region and need.itu_region <> 'NO_ITU_REGION' as same_itu_region,
        need.income_group = activity.income_group and need.income_group <> 'NOT_CLASSIFIED'
            as same_income_group,
        need.is_ldc and activity.is_ldc or need.is_lldc and activity.is_lldc
        or need.is_sids and activity.is_sids as shares_country_group
    from need
    inner join activity on need.as_of_date = activity.as_of_date
    where need.is_underserved
),

-- Subregions are not held, so similar means the same ITU region and the same class or group.
mark_similar as (
    select
        compare_countries.*,
        same_itu_region and (same_income_group or shares_country_group) as is_similar
    from compare_countries
),

summarise_entities as (
    select
        as_of_date,
        country_iso3,
        entity_id,
        max(cast(is_in_country as integer)) = 1 as is_in_country,
        max(cast(same_itu_region as integer)) = 1 as same_itu_region,
        max(cast(same_income_group as integer)) = 1 as same_income_group,
        max(cast(shares_country_group as integer)) = 1 as shares_country_group,
        count(distinct case when is_similar then pledge_id end) as pledges_in_similar_countries,
        cast(sum(case when is_similar then value_usd_equal_split end) as decimal(38, 2))
            as value_usd_in_similar_countries
    from mark_similar
    group by as_of_date, country_iso3, entity_id
),

list_similar_countries as (
    select distinct
        as_of_date,
        country_iso3,
        entity_id,
        other_country_iso3
    from mark_similar
    where is_similar
),

join_similar_countries as (
    select
        as_of_date,
        country_iso3,
        entity_id,
        {{ join_texts('other_country_iso3', ' ') }} as similar_countries
    from list_similar_countries
    group by as_of_date, country_iso3, entity_id
),

join_reasons as (
    select
        summarise_entities.as_of_date,
        summarise_entities.country_iso3,
        summarise_entities.entity_id,
        summarise_entities.is_in_country,
        summarise_entities.same_itu_region,
        summarise_entities.same_income_group,
        summarise_entities.shares_country_group,
        summarise_entities.pledges_in_similar_countries,
        summarise_entities.value_usd_in_similar_countries,
        coalesce(join_similar_countries.similar_countries, '') as similar_countries
    from summarise_entities
    left join join_similar_countries
        on
            summarise_entities.as_of_date = join_similar_countries.as_of_date
            and summarise_entities.country_iso3 = join_similar_countries.country_iso3
            and summarise_entities.entity_id = join_similar_countries.entity_id
)

select * from join_reasons
