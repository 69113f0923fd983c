-- The results of the last gate are known only after the marts are built: here stands the form of
-- the table, and the release writes its rows from the verdict (pipelines/release/data_quality.py).
with

describe_form as (
    select
        cast(null as varchar) as check_name,
        cast(null as varchar) as table_name,
        cast(null as varchar) as gate,
        cast(null as varchar) as check_level,
        cast(null as boolean) as passed,
        cast(null as boolean) as crashed,
        cast(null as varchar) as expected,
        cast(null as varchar) as seen,
        cast(null as bigint) as failing_rows,
        cast(null as varchar) as why,
        cast(null as timestamp) as first_released_at,
        cast(null as bigint) as releases_checked,
        cast(null as bigint) as releases_not_passed,
        cast(null as timestamp) as last_not_passed_at,
        cast(null as bigint) as level_changes,
        cast(null as varchar) as previous_level
)

select * from describe_form
where check_name is not null
