-- All versions of a pledge: the days each holds, its value, the change of it against the version
-- before, and why it does not count. One row per version.
--
-- parameters: of_pledge
-- example: from marts.pledge_history('e-and-16-countries-2024')
select
    pledge_id,
    version,
    valid_from,
    valid_to,
    status,
    title,
    value_stated,
    value_usd,
    value_usd_method,
    value_usd - lag(value_usd) over (order by version asc) as value_usd_change,
    places_stated,
    counts_in_totals,
    not_counted_because,
    held_because,
    source_url,
    source_sha256,
    source_line
from core.fct_pledge_versions
where pledge_id = of_pledge
order by version asc
