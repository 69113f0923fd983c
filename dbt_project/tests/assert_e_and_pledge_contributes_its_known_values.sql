-- A failure means that a counting rule changed: the pledge of US$ 6 bn to 16 countries of
-- 26 February 2024, 9 of them LDCs on that day, gives the LDCs 6 bn by any_member and 9/16 of it,
-- 3.375 bn, by equal_split. Builds without that pledge are not judged.
with

versions as (
    select * from {{ ref('fct_pledge_versions') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

pledges_by_group as (
    select * from {{ ref('int_pledges_by_group') }}
),

find_differences as (
    select
        versions.pledge_version_id,
        pledges_by_group.value_usd,
        pledges_by_group.value_usd_equal_split
    from versions
    inner join reporting_dates on reporting_dates.as_of_date = cast('2024-02-26' as date)
    left join pledges_by_group
        on
            versions.pledge_version_id = pledges_by_group.pledge_version_id
            and reporting_dates.as_of_date = pledges_by_group.as_of_date
            and pledges_by_group.group_code = 'LDC'
    where
        versions.pledge_version_id = 'e-and-16-countries-2024@1'
        and (
            pledges_by_group.value_usd is distinct from 6000000000
            or pledges_by_group.value_usd_equal_split is distinct from 3375000000
        )
)

select * from find_differences
