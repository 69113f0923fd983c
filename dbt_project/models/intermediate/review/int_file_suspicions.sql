with

files as (
    select * from {{ source('raw', 'files') }}
),

version_files as (
    select * from {{ ref('int_pledge_version_files') }}
),

pledges as (
    select * from {{ ref('stg_pledges') }}
),

statuses as (
    select * from {{ ref('dim_pledge_statuses') }}
),

pledge_entities as (
    select * from {{ ref('stg_pledge_entities') }}
),

reviews as (
    select * from {{ ref('stg_reviews') }}
),

keep_submissions as (
    select
        sha256 as source_sha256,
        name as source_name,
        edition as received_on,
        accepted_lines,
        rejected_lines
    from files
    where kind = 'submission' and table_name = 'pledges'
),

find_many_rejects as (
    select
        source_sha256,
        'file_with_many_rejects' as rule,
        cast(rejected_lines as varchar) || ' of '
        || cast(accepted_lines + rejected_lines as varchar) || ' lines rejected' as found,
        'Fewer than {{ var("paused_file_min_rejected_lines") }} lines, or less than '
        || '{{ var("paused_file_min_rejected_pct") }} % of them, rejected' as expected,
        true as holds
    from keep_submissions
    where
        rejected_lines >= {{ var('paused_file_min_rejected_lines') }}
        and rejected_lines * 100
        >= {{ var('paused_file_min_rejected_pct') }} * (accepted_lines + rejected_lines)
),

describe_rows as (
    select
        version_files.source_sha256,
        version_files.file_kind,
        version_files.received_on,
        pledges.pledge_version_id,
        pledges.pledge_id,
        pledges.status,
        statuses.status_counts,
        pledge_entities.entity_id
    from version_files
    inner join pledges on version_files.pledge_version_id = pledges.pledge_version_id
    inner join statuses on pledges.status = statuses.status
    inner join pledge_entities
        on pledges.pledge_version_id = pledge_entities.pledge_version_id and pledge_entities.is_lead
),

list_entity_pledges as (
    select
        entity_id,
        pledge_id,
        max(case when status_counts then 1 else 0 end) = 1 as was_in_effect
    from describe_rows
    group by entity_id, pledge_id
),

list_withdrawals as (
    select distinct
        describe_rows.source_sha256,
        describe_rows.file_kind,
        describe_rows.entity_id,
        describe_rows.pledge_id
    from describe_rows
    inner join list_entity_pledges
        on
            describe_rows.entity_id = list_entity_pledges.entity_id
            and describe_rows.pledge_id = list_entity_pledges.pledge_id
    where describe_rows.status = 'withdrawn' and list_entity_pledges.was_in_effect
),

count_in_effect as (
    select
        entity_id,
        count(*) as pledges_in_effect
    from list_entity_pledges
    where was_in_effect
    group by entity_id
),

count_withdrawn as (
    select
        entity_id,
        count(distinct pledge_id) as pledges_withdrawn
    from list_withdrawals
    group by entity_id
),

count_withdrawn_by_file as (
    select
        source_sha256,
        entity_id,
        count(*) as pledges_withdrawn_here
    from list_withdrawals
    where file_kind = 'submission'
    group by source_sha256, entity_id
),

-- Pledges that other files withdrew are not there to be withdrawn any more.
measure_withdrawals as (
    select
        count_withdrawn_by_file.source_sha256,
        count_withdrawn_by_file.entity_id,
        count_withdrawn_by_file.pledges_withdrawn_here,
        count_in_effect.pledges_in_effect
        - (count_withdrawn.pledges_withdrawn - count_withdrawn_by_file.pledges_withdrawn_here)
            as pledges_to_withdraw
    from count_withdrawn_by_file
    inner join count_in_effect on count_withdrawn_by_file.entity_id = count_in_effect.entity_id
    inner join count_withdrawn on count_withdrawn_by_file.entity_id = count_withdrawn.entity_id
),

find_mass_withdrawals as (
    select
        source_sha256,
        entity_id,
        entity_id || ': ' || cast(pledges_withdrawn_here as varchar) || ' of '
        || cast(pledges_to_withdraw as varchar) as found
    from measure_withdrawals
    where
        pledges_withdrawn_here >= {{ var('mass_withdrawal_min_pledges') }}
        and pledges_withdrawn_here * 100 >= {{ var('mass_withdrawal_min_pct') }} * pledges_to_withdraw
),

describe_mass_withdrawals as (
    select
        source_sha256,
        'mass_withdrawal' as rule,
        'Pledges withdrawn of those in effect: ' || {{ join_texts('found') }} as found,
        'Fewer than {{ var("mass_withdrawal_min_pledges") }} pledges of an entity, or less than '
        || '{{ var("mass_withdrawal_min_pct") }} % of them, withdrawn by one file' as expected,
        true as holds
    from find_mass_withdrawals
    group by source_sha256
),

count_pledges_by_file as (
    select
        source_sha256,
        file_kind,
        received_on,
        entity_id,
        count(distinct pledge_id) as pledges
    from describe_rows
    group by source_sha256, file_kind, received_on, entity_id
),

list_shared as (
    select distinct
        later.source_sha256,
        earlier.source_sha256 as earlier_sha256,
        later.entity_id
    from describe_rows as later
    inner join describe_rows as earlier
        on
            later.entity_id = earlier.entity_id
            and later.pledge_id = earlier.pledge_id
            and later.source_sha256 <> earlier.source_sha256
    where later.file_kind = 'submission'
),

-- A cut-off file sent again takes nothing back: a pledge leaves the totals by being withdrawn, not
-- by being absent. So this only informs.
find_far_fewer as (
    select
        later.source_sha256,
        later.entity_id,
        later.pledges,
        max(earlier.pledges) as pledges_before
    from list_shared
    inner join count_pledges_by_file as later
        on list_shared.source_sha256 = later.source_sha256 and list_shared.entity_id = later.entity_id
    inner join count_pledges_by_file as earlier
        on
            list_shared.earlier_sha256 = earlier.source_sha256
            and list_shared.entity_id = earlier.entity_id
    where
        (earlier.file_kind = 'bundled' or earlier.received_on <= later.received_on)
        and earlier.pledges >= {{ var('far_fewer_min_pledges') }}
        and later.pledges * 100 <= {{ var('far_fewer_max_pct') }} * earlier.pledges
    group by later.source_sha256, later.entity_id, later.pledges
),

name_far_fewer as (
    select
        source_sha256,
        entity_id || ': ' || cast(pledges as varchar) || ' after '
        || cast(pledges_before as varchar) as found
    from find_far_fewer
),

describe_far_fewer as (
    select
        source_sha256,
        'far_fewer_pledges' as rule,
        'Pledges in this file and in an earlier one: ' || {{ join_texts('found') }} as found,
        'More than {{ var("far_fewer_max_pct") }} % of the pledges of an earlier file' as expected,
        false as holds
    from name_far_fewer
    group by source_sha256
),

unite_suspicions as (
    select * from find_many_rejects
    union all
    select * from describe_mass_withdrawals
    union all
    select * from describe_far_fewer
),

join_decisions as (
    select
        unite_suspicions.source_sha256,
        unite_suspicions.rule,
        keep_submissions.source_name,
        cast(keep_submissions.received_on as date) as received_on,
        unite_suspicions.found,
        unite_suspicions.expected,
        unite_suspicions.holds,
        {{ decision_columns() }},
        unite_suspicions.holds and coalesce(reviews.decision, 'open') <> 'accepted' as is_held
    from unite_suspicions
    inner join keep_submissions on unite_suspicions.source_sha256 = keep_submissions.source_sha256
    {{ join_decisions('unite_suspicions', 'held_file', 'source_sha256') }}
)

select * from join_decisions
