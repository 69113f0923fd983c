with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

list_goals as (
    select distinct
        pledge_version_id,
        {{ explode('sdgs') }} as goal
    from pledges
),

list_beneficiaries as (
    select distinct
        pledge_version_id,
        {{ explode('beneficiary_groups') }} as beneficiary_group
    from pledges
),

join_traits as (
    select
        pledge_version_id,
        'sector' as dimension,
        sector as member,
        {{ has_item('inferred_fields', "'sector'") }} as is_inferred
    from pledges
    union all
    select
        pledge_version_id,
        'pledge_type' as dimension,
        pledge_type as member,
        {{ has_item('inferred_fields', "'pledge_type'") }} as is_inferred
    from pledges
    union all
    select
        pledge_version_id,
        'focus_area' as dimension,
        focus_area as member,
        {{ has_item('inferred_fields', "'focus_area'") }} as is_inferred
    from pledges
    union all
    select
        pledge_version_id,
        'pillar' as dimension,
        pillar as member,
        {{ has_item('inferred_fields', "'pillar'") }} as is_inferred
    from pledges
    union all
    select
        pledge_version_id,
        'campaign' as dimension,
        campaign as member,
        {{ has_item('inferred_fields', "'campaign'") }} as is_inferred
    from pledges
    union all
    select
        pledges.pledge_version_id,
        'sdg' as dimension,
        'SDG ' || cast(list_goals.goal as varchar) as member,
        {{ has_item('pledges.inferred_fields', "'sdgs'") }} as is_inferred
    from pledges
    left join list_goals on pledges.pledge_version_id = list_goals.pledge_version_id
    union all
    select
        pledges.pledge_version_id,
        'beneficiary_group' as dimension,
        list_beneficiaries.beneficiary_group as member,
        {{ has_item('pledges.inferred_fields', "'beneficiary_groups'") }} as is_inferred
    from pledges
    left join list_beneficiaries on pledges.pledge_version_id = list_beneficiaries.pledge_version_id
),

-- What is not stated is a member of its own, and nothing of it can be inferred.
name_what_is_not_stated as (
    select
        pledge_version_id,
        dimension,
        coalesce(member, 'not stated') as member,
        member is not null and coalesce(is_inferred, false) as is_inferred
    from join_traits
)

select * from name_what_is_not_stated
