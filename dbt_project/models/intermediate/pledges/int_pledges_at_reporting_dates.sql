with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

versions as (
    select * from {{ ref('int_pledge_versions_dated') }}
),

pledge_values as (
    select * from {{ ref('int_pledge_values_in_usd') }}
),

commitments as (
    select * from {{ ref('int_commitments') }}
),

-- Growth is measured against the same day a year before, so that day is looked at as well.
list_dates as (
    select as_of_date from reporting_dates
    union distinct
    select base_as_of_date from reporting_dates
),

find_valid_versions as (
    select
        list_dates.as_of_date,
        versions.pledge_id,
        versions.pledge_version_id,
        versions.first_announced_on,
        commitments.commitment_id,
        pledge_values.value_usd,
        commitments.reading_rank,
        versions.cannot_count_because
    from list_dates
    inner join versions on {{ is_valid_on('list_dates.as_of_date', 'versions') }}
    inner join pledge_values on versions.pledge_version_id = pledge_values.pledge_version_id
    inner join commitments on versions.pledge_version_id = commitments.pledge_version_id
),

-- Several reports of one commitment count once: the best ranked among those known that day that
-- could count at all, so that a withdrawn report does not silence the others.
rank_reports as (
    select
        find_valid_versions.*,
        row_number() over (
            partition by as_of_date, commitment_id, cannot_count_because is null
            order by reading_rank asc, first_announced_on asc, pledge_id asc
        ) as report_number
    from find_valid_versions
),

decide_what_counts as (
    select
        as_of_date,
        pledge_id,
        pledge_version_id,
        first_announced_on,
        value_usd,
        case
            when cannot_count_because is not null then cannot_count_because
            when report_number > 1 then 'other_report_of_the_same_commitment'
        end as not_counted_because
    from rank_reports
),

name_counted as (
    select
        as_of_date,
        pledge_id,
        pledge_version_id,
        first_announced_on,
        value_usd,
        not_counted_because,
        not_counted_because is null as counts_in_totals
    from decide_what_counts
)

select * from name_counted
