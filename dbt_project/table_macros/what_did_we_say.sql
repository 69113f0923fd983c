-- What had been published on a day about a country group in a year: of each figure the newest edition
-- that was out by then. One row per sex, location, age and unit.
--
-- parameters: of_indicator, of_group, in_year, on_day
-- example: from marts.what_did_we_say('offline_population', 'WORLD', 2023, '2024-12-31')
with

rank_editions as (
    select
        *,
        row_number() over (
            partition by sex, location, age, unit
            order by edition_published_on desc, edition desc
        ) as edition_number
    from marts.connectivity_by_country_group
    where
        indicator = of_indicator
        and group_code = of_group
        and reference_year = cast(in_year as integer)
        and edition_published_on <= cast(on_day as date)
        and (published_value is not null or published_bound is not null)
)

select
    cast(on_day as date) as said_by,
    indicator,
    group_code,
    reference_year,
    sex,
    location,
    age,
    published_value,
    published_bound,
    lowest_published,
    highest_published,
    unit,
    edition,
    edition_published_on,
    published_source_url
from rank_editions
where edition_number = 1
order by sex asc, location asc, age asc, unit asc
