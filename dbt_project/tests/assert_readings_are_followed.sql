-- A failure means that a conflict between reports has not exactly one chosen reading of at least
-- two, or that the pledge version behind the chosen one holds another amount, basis or list of
-- countries than the reading that was decided for. Versions that are not in this build or are held
-- for review are not judged.
with

readings as (
    select * from {{ ref('fct_pledge_readings') }}
),

versions as (
    select * from {{ ref('fct_pledge_versions') }}
),

source_readings as (
    select * from {{ source('raw', 'pledge_readings') }}
),

places as (
    select * from {{ ref('fct_pledge_countries') }}
),

find_miscounted as (
    select
        conflict_id,
        cast(null as integer) as reading_number,
        'not one chosen of at least two readings' as problem
    from readings
    group by conflict_id
    having count(*) < 2 or sum(cast(is_chosen as integer)) <> 1
),

list_countries_of_readings as (
    select
        conflict_id,
        reading_number,
        {{ explode('countries') }} as country_iso3
    from source_readings
),

join_countries_of_readings as (
    select
        conflict_id,
        reading_number,
        {{ join_texts('country_iso3') }} as countries
    from list_countries_of_readings
    group by conflict_id, reading_number
),

join_countries_of_versions as (
    select
        pledge_version_id,
        {{ join_texts('country_iso3') }} as countries
    from places
    where country_basis = 'named'
    group by pledge_version_id
),

find_not_followed as (
    select
        readings.conflict_id,
        readings.reading_number,
        'the pledge version says something else' as problem
    from readings
    inner join versions on readings.pledge_version_id = versions.pledge_version_id
    left join join_countries_of_readings as wanted
        on
            readings.conflict_id = wanted.conflict_id
            and readings.reading_number = wanted.reading_number
    left join join_countries_of_versions as found
        on readings.pledge_version_id = found.pledge_version_id
    where
        readings.is_chosen
        and versions.held_because is null
        and (
            (
                readings.reading_amount is not null
                and (
                    readings.reading_amount is distinct from versions.amount
                    or readings.reading_currency_code is distinct from versions.currency_code
                    or readings.reading_amount_basis is distinct from versions.amount_basis
                )
            )
            or (
                readings.reading_value_usd is not null
                and readings.reading_value_usd is distinct from versions.value_usd
            )
            or (wanted.countries is not null and wanted.countries is distinct from found.countries)
        )
),

join_problems as (
    select * from find_miscounted
    union all
    select * from find_not_followed
)

select * from join_problems
