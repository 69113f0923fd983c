with

file_suspicions as (
    select * from {{ ref('int_file_suspicions') }}
),

version_files as (
    select * from {{ ref('int_pledge_version_files') }}
),

pledges as (
    select * from {{ ref('stg_pledges') }}
),

list_rules as (
    select distinct rule from file_suspicions
    where holds
),

-- A version stands under suspicion when every file it came in does.
judge_files as (
    select
        version_files.pledge_version_id,
        list_rules.rule,
        file_suspicions.source_name,
        file_suspicions.found,
        file_suspicions.expected,
        file_suspicions.decision,
        file_suspicions.decision_why,
        file_suspicions.decided_by,
        file_suspicions.decided_on
    from version_files
    cross join list_rules
    left join file_suspicions
        on
            version_files.source_sha256 = file_suspicions.source_sha256
            and list_rules.rule = file_suspicions.rule
),

keep_suspected as (
    select
        judge_files.pledge_version_id,
        judge_files.rule,
        min(judge_files.source_name || ': ' || judge_files.found) as found,
        min(judge_files.expected) as expected,
        -- One accepted file is enough: accepted comes first by name.
        min(judge_files.decision) as file_decision,
        min(judge_files.decision_why) as file_decision_why,
        min(judge_files.decided_by) as file_decided_by,
        min(judge_files.decided_on) as file_decided_on
    from judge_files
    inner join pledges on judge_files.pledge_version_id = pledges.pledge_version_id
    where judge_files.rule <> 'mass_withdrawal' or pledges.status = 'withdrawn'
    group by judge_files.pledge_version_id, judge_files.rule
    having count(*) = count(judge_files.found)
)

select * from keep_suspected
