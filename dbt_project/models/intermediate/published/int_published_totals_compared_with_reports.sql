with

published as (
    select * from {{ ref('stg_published_totals') }}
),

implementation as (
    select * from {{ ref('implementation_status') }}
),

all_sectors as (
    select * from implementation
    where sector = 'all'
),

-- Where no report at all is known on the day, none can be compared with what was published.
join_sectors as (
    select
        published.source_sha256,
        published.source_line,
        published.metric,
        published.dimension,
        published.member,
        all_sectors.pledges_reported as all_pledges_reported,
        all_sectors.response_rate_pct as all_response_rate_pct,
        all_sectors.in_progress_share_of_reported_pct,
        all_sectors.completed_share_of_reported_pct,
        by_sector.pledges_reported,
        by_sector.response_rate_pct
    from published
    inner join all_sectors on published.as_of_date = all_sectors.as_of_date
    left join implementation as by_sector
        on
            published.as_of_date = by_sector.as_of_date
            and {{ member_key('published.member') }} = {{ member_key('by_sector.sector') }}
    where all_sectors.pledges_reported > 0
),

compute_values as (
    select
        source_sha256,
        source_line,
        all_pledges_reported,
        cast(case
            when dimension = 'sector (of reported)' and metric = 'pledges_reported'
                then cast(pledges_reported as decimal(18, 4))
            when dimension = 'sector (of reported)' and metric = 'pledges_reported_share'
                then {{ percent_of('pledges_reported', 'all_pledges_reported') }}
            when dimension = 'sector' and metric = 'response_rate' then response_rate_pct
            when dimension = 'implementation_report' then all_response_rate_pct
            when dimension = 'implementation_status (of reported)' and member = 'completed'
                then completed_share_of_reported_pct
            when dimension = 'implementation_status (of reported)' and member = 'in progress'
                then in_progress_share_of_reported_pct
        end as decimal(38, 8)) as computed_value
    from join_sectors
),

name_bases as (
    select
        source_sha256,
        source_line,
        computed_value,
        'of ' || cast(all_pledges_reported as varchar) || ' pledges reported on' as base
    from compute_values
    where computed_value is not null
)

select * from name_bases
