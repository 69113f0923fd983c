with

files as (
    select * from {{ ref('stg_files') }}
),

versions as (
    select * from {{ ref('fct_pledge_versions') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

list_reasons as (
    select
        reasons.not_counted_because,
        reasons.display_order,
        reasons.step_description
    from (
        values
        ('other_report_of_the_same_commitment', 4, 'that report a commitment which another one reports'),
        ('not_shown_to_be_a_p2c_pledge', 5, 'that are related and not shown to be pledges of the coalition'),
        ('withdrawn', 6, 'that were withdrawn'),
        ('not_published_yet', 7, 'that are not published yet'),
        ('not_announced_yet', 8, 'that are announced for a later day'),
        ('superseded_by_a_later_version', 9, 'of which no version is in effect'),
        ('held_for_review', 10, 'that are held until a person has decided')
    ) as reasons (not_counted_because, display_order, step_description)
),

keep_pledges as (
    select * from versions
    where is_current
),

count_steps as (
    select
        1 as display_order,
        'rows_read' as step,
        'rows of pledges read from all files' as step_description,
        cast(coalesce(sum(accepted_lines), 0) as bigint) as pledges
    from files
    where raw_table = 'raw.pledges'
    union all
    select
        2 as display_order,
        'versions' as step,
        'versions of pledges, each once' as step_description,
        count(*) as pledges
    from versions
    union all
    select
        3 as display_order,
        'pledges' as step,
        'pledges' as step_description,
        count(*) as pledges
    from keep_pledges
    union all
    select
        list_reasons.display_order,
        list_reasons.not_counted_because as step,
        list_reasons.step_description,
        -count(keep_pledges.pledge_id) as pledges
    from list_reasons
    left join keep_pledges
        on list_reasons.not_counted_because = keep_pledges.not_counted_because
    group by
        list_reasons.display_order, list_reasons.not_counted_because, list_reasons.step_description
    union all
    select
        11 as display_order,
        'counted' as step,
        'pledges that count in totals' as step_description,
        count(*) as pledges
    from keep_pledges
    where counts_in_totals
),

date_steps as (
    select
        reporting_dates.as_of_date,
        cast(count_steps.display_order as integer) as display_order,
        count_steps.step,
        count_steps.pledges,
        cast(abs(count_steps.pledges) as varchar) || ' ' || count_steps.step_description
            as step_description
    from count_steps
    inner join reporting_dates on reporting_dates.is_latest
)

select * from date_steps
order by display_order asc
