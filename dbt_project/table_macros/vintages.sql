-- Every vintage of a country's figure for a year, oldest first, and which one figures are made from.
-- One row per provider series, sex, location, age, vintage and route.
--
-- parameters: of_indicator, of_country, in_year
-- example: from marts.vintages('individuals_using_internet', 'RWA', 2021)
select
    indicator,
    country_iso3,
    reference_year,
    sex,
    location,
    age,
    provider,
    provider_series,
    vintage,
    vintage_published_on,
    route,
    observed_value,
    unit,
    observation_status,
    is_in_use
from core.fct_indicators
where
    indicator = of_indicator
    and country_iso3 = of_country
    and reference_year = cast(in_year as integer)
order by
    sex asc, location asc, age asc, vintage_published_on asc nulls first, vintage asc,
    provider_series asc, route asc
