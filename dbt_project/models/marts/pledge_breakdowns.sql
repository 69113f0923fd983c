with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

traits as (
    select * from {{ ref('int_pledge_traits_at_reporting_dates') }}
),

coverage as (
    select * from {{ ref('int_coverage_at_dates') }}
),

list_dimensions as (
    select
        dimensions.dimension,
        dimensions.is_additive
    from (
        values
        ('sector', true),
        ('pledge_type', true),
        ('focus_area', true),
        ('pillar', true),
        ('sdg', false),
        ('beneficiary_group', false),
        ('region_of_entity', true),
        ('region_of_implementation', false),
        ('campaign', true)
    ) as dimensions (dimension, is_additive)
),

-- Every member is at every date, so that one without pledges is seen to have none.
list_members as (
    select distinct
        dimension,
        member
    from traits
    union distinct
    select
        dimension,
        'not stated' as member
    from list_dimensions
),

sum_pledges as (
    select
        as_of_date,
        dimension,
        member,
        count(*) as pledges,
        sum(case when is_inferred then 1 else 0 end) as pledges_inferred,
        count(*) - count(value_usd) as pledges_without_value_usd,
        sum(value_usd) as value_usd
    from traits
    group by as_of_date, dimension, member
),

-- A share is one of the pledges that state the trait: of the others nobody knows.
sum_stating_pledges as (
    select
        as_of_date,
        dimension,
        count(distinct pledge_version_id) as pledges_stating,
        sum(case when trait_number = 1 then value_usd end) as value_usd_stating
    from (
        select
            *,
            row_number() over (
                partition by as_of_date, dimension, pledge_version_id
                order by member asc
            ) as trait_number
        from traits
        where member <> 'not stated'
    ) as stated_traits
    group by as_of_date, dimension
),

fill_members_without_pledges as (
    select
        reporting_dates.as_of_date,
        reporting_dates.is_latest,
        list_dimensions.dimension,
        list_members.member,
        list_dimensions.is_additive,
        coalesce(sum_pledges.pledges, 0) as pledges,
        cast(coalesce(sum_pledges.pledges_inferred, 0) as bigint) as pledges_inferred,
        coalesce(sum_pledges.pledges_without_value_usd, 0) as pledges_without_value_usd,
        cast(
            case when sum_pledges.pledges is null then 0 else sum_pledges.value_usd end
            as decimal(38, 2)
        ) as value_usd,
        coalesce(stating.pledges_stating, 0) as pledges_stating,
        cast(coalesce(stating.value_usd_stating, 0) as decimal(38, 2)) as value_usd_stating
    from reporting_dates
    cross join list_members
    inner join list_dimensions on list_members.dimension = list_dimensions.dimension
    left join sum_pledges
        on
            reporting_dates.as_of_date = sum_pledges.as_of_date
            and list_members.dimension = sum_pledges.dimension
            and list_members.member = sum_pledges.member
    left join sum_stating_pledges as stating
        on
            reporting_dates.as_of_date = stating.as_of_date
            and list_members.dimension = stating.dimension
),

add_shares as (
    select
        filled.*,
        case
            when filled.member <> 'not stated'
                then {{ if_comparable(percent_of('filled.pledges', 'filled.pledges_stating')) }}
        end as pledges_share_pct,
        case
            when filled.member <> 'not stated'
                then {{ if_comparable(percent_of('filled.value_usd', 'filled.value_usd_stating')) }}
        end as value_share_pct,
        case
            when filled.member = 'not stated' then 'not_stated'
            when filled.pledges_stating = 0 then 'no_pledge_states_it'
            else coverage.share_null_reason
        end as share_null_reason
    from fill_members_without_pledges as filled
    left join coverage on filled.as_of_date = coverage.as_of_date
)

select * from add_shares
order by as_of_date desc, dimension asc, pledges desc, member asc
