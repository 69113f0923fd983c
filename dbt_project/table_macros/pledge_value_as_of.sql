-- Pledges in effect on a day, what they are worth and who made them, by the rules of
-- marts.pledge_totals and what is known in this release. One row.
--
-- parameters: on_day
-- example: from marts.pledge_value_as_of('2023-12-12')
with

find_in_effect as (
    select
        pledge_version_id,
        pledge_id,
        commitment_id,
        reading_rank,
        first_announced_on,
        value_usd
    from core.fct_pledge_versions
    where
        valid_from <= cast(on_day as date)
        and valid_to > cast(on_day as date)
        and cannot_count_because is null
),

rank_reports as (
    select
        *,
        row_number() over (
            partition by commitment_id
            order by reading_rank asc, first_announced_on asc, pledge_id asc
        ) as report_number
    from find_in_effect
),

keep_counted as (
    select * from rank_reports
    where report_number = 1
),

count_entities as (
    select count(distinct pledge_entities.entity_id) as entities
    from core.bridge_pledge_entities as pledge_entities
    inner join keep_counted
        on pledge_entities.pledge_version_id = keep_counted.pledge_version_id
),

add_up as (
    select
        count(*) as pledges,
        cast(coalesce(sum(value_usd), 0) as decimal(38, 2)) as value_usd,
        count(*) - count(value_usd) as pledges_without_value_usd
    from keep_counted
)

select
    cast(on_day as date) as as_of_date,
    add_up.pledges,
    count_entities.entities,
    add_up.value_usd,
    add_up.pledges_without_value_usd
from add_up
cross join count_entities
