-- Pledges in effect on a day of entities whose name, in any spelling that was stated, holds some letters,
-- large or small. counts_on_day is false for a second report of a commitment and for what is not counted.
-- value_usd is that of the whole pledge, also where several entities share it. One row per pledge and
-- entity.
--
-- parameters: of_name, on_day
-- example: from marts.pledges_of_entity('huawei', '2026-06-30')
with

find_in_effect as (
    select
        *,
        cannot_count_because is null and row_number() over (
            partition by commitment_id, cannot_count_because is null
            order by reading_rank asc, first_announced_on asc, pledge_id asc
        ) = 1 as counts_on_day
    from core.fct_pledge_versions
    where valid_from <= cast(on_day as date) and valid_to > cast(on_day as date)
)

select
    find_in_effect.pledge_id,
    find_in_effect.version,
    entities.entity_id,
    entities.entity_name,
    pledge_entities.entity_stated,
    pledge_entities.entity_role,
    find_in_effect.title,
    find_in_effect.value_stated,
    find_in_effect.value_usd,
    find_in_effect.counts_on_day,
    find_in_effect.focus_area,
    find_in_effect.status,
    find_in_effect.first_announced_on,
    find_in_effect.period_end_year,
    find_in_effect.places_stated,
    find_in_effect.source_url
from find_in_effect
inner join core.bridge_pledge_entities as pledge_entities
    on find_in_effect.pledge_version_id = pledge_entities.pledge_version_id
inner join core.dim_entities as entities on pledge_entities.entity_id = entities.entity_id
where
    contains(lower(entities.entity_name), lower(of_name))
    or contains(lower(pledge_entities.entity_stated), lower(of_name))
order by find_in_effect.first_announced_on asc, find_in_effect.pledge_id asc, entities.entity_id asc
