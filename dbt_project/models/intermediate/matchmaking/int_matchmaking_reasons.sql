with

need as (
    select * from {{ ref('int_countries_ranked_by_need') }}
),

needs as (
    select * from {{ ref('int_country_needs_stated') }}
),

within_reach as (
    select * from {{ ref('int_pledges_within_reach') }}
),

pledges as (
    select * from {{ ref('stg_pledges') }}
),

pledge_entities as (
    select * from {{ ref('bridge_pledge_entities') }}
),

entities as (
    select * from {{ ref('dim_entities') }}
),

-- Who names the country is there already and needs no introduction.
there_already as (
    select * from {{ ref('int_entities_naming_countries') }}
),

count_entities as (
    select
        pledge_version_id,
        count(*) as entities
    from pledge_entities
    group by pledge_version_id
),

gather_reasons as (
    select
        need.as_of_date,
        need.is_latest,
        need.country_iso3,
        need.country_name,
        need.is_ldc,
        need.is_underserved,
        need.offline_people,
        need.internet_use_pct,
        need.value_usd_naming_country_equal_split,
        needs.largest_gap_focus_area,
        needs.largest_gap_pct,
        needs.needs_stated,
        entities.entity_id,
        entities.entity_name,
        entities.sector,
        entities.entity_country_iso3,
        within_reach.pledge_id,
        within_reach.pledge_version_id,
        within_reach.pledge_title,
        count_entities.entities - 1 as partners,
        pledges.focus_area,
        within_reach.value_usd,
        within_reach.period_end_year,
        within_reach.is_completed,
        within_reach.is_open,
        within_reach.distance_rank,
        within_reach.reached_through,
        pledges.focus_area = needs.largest_gap_focus_area as focus_meets_largest_gap
    from within_reach
    inner join need
        on
            within_reach.as_of_date = need.as_of_date
            and within_reach.country_iso3 = need.country_iso3
    inner join needs
        on
            within_reach.as_of_date = needs.as_of_date
            and within_reach.country_iso3 = needs.country_iso3
    inner join pledges on within_reach.pledge_version_id = pledges.pledge_version_id
    inner join pledge_entities on within_reach.pledge_version_id = pledge_entities.pledge_version_id
    inner join count_entities on within_reach.pledge_version_id = count_entities.pledge_version_id
    inner join entities on pledge_entities.entity_id = entities.entity_id
    left join there_already
        on
            within_reach.as_of_date = there_already.as_of_date
            and within_reach.country_iso3 = there_already.country_iso3
            and pledge_entities.entity_id = there_already.entity_id
    where
        there_already.entity_id is null
        and coalesce(entities.entity_country_iso3, '') <> within_reach.country_iso3
),

-- What is offered to the whole world comes near a country by what the country lacks most.
drop_worldwide_without_need as (
    select * from gather_reasons
    where distance_rank < 5 or focus_meets_largest_gap
),

-- An entity stands on the list with the pledge that suits the country best.
number_pledges as (
    select
        worldwide_dropped.*,
        count(*) over (partition by as_of_date, country_iso3, entity_id) as pledges_within_reach,
        row_number() over (
            partition by as_of_date, country_iso3, entity_id
            order by {{ order_of_candidates() }}, pledge_id asc
        ) as pledge_number
    from drop_worldwide_without_need as worldwide_dropped
),

keep_best_pledges as (
    select * from number_pledges
    where pledge_number = 1
)

select * from keep_best_pledges
