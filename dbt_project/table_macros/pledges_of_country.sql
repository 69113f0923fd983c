-- Pledges that count on a day and reach a country, by name or through a list: who, what, how much, until
-- when. value_usd is that of the whole pledge, value_usd_equal_split the part of the country; the parts
-- add up to marts.pledge_value_by_country. One row per pledge.
--
-- parameters: of_country, on_day
-- example: from marts.pledges_of_country('TZA', '2026-06-30')
with

find_in_effect as (
    select
        pledge_version_id,
        row_number() over (
            partition by commitment_id
            order by reading_rank asc, first_announced_on asc, pledge_id asc
        ) as report_number
    from core.fct_pledge_versions
    where
        valid_from <= cast(on_day as date)
        and valid_to > cast(on_day as date)
        and cannot_count_because is null
),

name_entities as (
    select
        pledge_entities.pledge_version_id,
        string_agg(entities.entity_name, '; ' order by entities.entity_name asc) as entity_names
    from core.bridge_pledge_entities as pledge_entities
    inner join core.dim_entities as entities on pledge_entities.entity_id = entities.entity_id
    group by pledge_entities.pledge_version_id
)

select
    versions.pledge_id,
    versions.version,
    versions.title,
    name_entities.entity_names,
    places.country_iso3,
    places.country_basis,
    versions.value_usd,
    places.value_usd_equal_split,
    places.equal_split_null_reason,
    versions.focus_area,
    versions.status,
    versions.first_announced_on,
    versions.period_end_year,
    versions.places_stated,
    versions.source_url
from find_in_effect
inner join core.fct_pledge_versions as versions
    on find_in_effect.pledge_version_id = versions.pledge_version_id
inner join core.fct_pledge_countries as places
    on find_in_effect.pledge_version_id = places.pledge_version_id
left join name_entities on find_in_effect.pledge_version_id = name_entities.pledge_version_id
where find_in_effect.report_number = 1 and places.country_iso3 = of_country
order by versions.value_usd desc nulls last, versions.pledge_id asc
