with

need as (
    select * from {{ ref('int_countries_ranked_by_need') }}
),

near_entities as (
    select * from {{ ref('int_entities_near_underserved') }}
),

meeting_needs as (
    select * from {{ ref('int_entities_meeting_needs') }}
),

entities as (
    select * from {{ ref('dim_entities') }}
),

find_underserved as (
    select * from need
    where is_underserved
),

list_pairs as (
    select
        as_of_date,
        country_iso3,
        entity_id
    from near_entities
    union distinct
    select
        as_of_date,
        country_iso3,
        entity_id
    from meeting_needs
),

-- Who is pledged to the country already need not be introduced; nor is it introduced to itself.
gather_reasons as (
    select
        find_underserved.as_of_date,
        find_underserved.is_latest,
        find_underserved.country_iso3,
        find_underserved.country_name,
        entities.entity_id,
        entities.entity_name,
        entities.sector,
        entities.entity_country_iso3,
        coalesce(near_entities.same_itu_region, false) as same_itu_region,
        coalesce(near_entities.same_income_group, false) as same_income_group,
        coalesce(near_entities.shares_country_group, false) as shares_country_group,
        meeting_needs.needs_stated is not null as focus_area_meets_need,
        meeting_needs.needs_stated,
        coalesce(near_entities.pledges_in_similar_countries, 0) as pledges_in_similar_countries,
        coalesce(near_entities.similar_countries, '') as similar_countries,
        near_entities.value_usd_in_similar_countries
    from find_underserved
    inner join list_pairs
        on
            find_underserved.as_of_date = list_pairs.as_of_date
            and find_underserved.country_iso3 = list_pairs.country_iso3
    inner join entities on list_pairs.entity_id = entities.entity_id
    left join near_entities
        on
            list_pairs.as_of_date = near_entities.as_of_date
            and list_pairs.country_iso3 = near_entities.country_iso3
            and list_pairs.entity_id = near_entities.entity_id
    left join meeting_needs
        on
            list_pairs.as_of_date = meeting_needs.as_of_date
            and list_pairs.country_iso3 = meeting_needs.country_iso3
            and list_pairs.entity_id = meeting_needs.entity_id
    where
        not coalesce(near_entities.is_in_country, false)
        and coalesce(entities.entity_country_iso3, '') <> find_underserved.country_iso3
),

count_reasons as (
    select
        as_of_date,
        is_latest,
        country_iso3,
        country_name,
        entity_id,
        entity_name,
        sector,
        entity_country_iso3,
        same_itu_region,
        same_income_group,
        shares_country_group,
        focus_area_meets_need,
        needs_stated,
        pledges_in_similar_countries,
        similar_countries,
        value_usd_in_similar_countries,
        cast(same_itu_region as integer) + cast(same_income_group as integer)
        + cast(shares_country_group as integer) + cast(focus_area_meets_need as integer) as reasons
    from gather_reasons
)

select * from count_reasons
