with recursive

pledges as (
    select * from {{ ref('stg_pledges') }}
),

pledge_values as (
    select * from {{ ref('int_pledge_values_in_usd') }}
),

other_suspicions as (
    select * from {{ ref('int_suspicions_besides_jumps') }}
),

reviews as (
    select * from {{ ref('stg_reviews') }}
),

keep_decisions as (
    select
        left_id as pledge_version_id,
        right_id as rule,
        decision
    from reviews
    where subject_kind = 'held_version'
),

-- A version that is held for another reason is no measure for the next one.
list_unfit as (
    select pledge_version_id from other_suspicions
    where holds and decision <> 'accepted'
    union distinct
    select pledge_version_id from keep_decisions
    where decision = 'rejected'
),

list_accepted as (
    select pledge_version_id from keep_decisions
    where rule = 'value_jump' and decision = 'accepted'
),

number_versions as (
    select
        pledges.pledge_version_id,
        pledges.pledge_id,
        row_number() over (partition by pledges.pledge_id order by pledges.version asc)
            as version_number,
        cast(pledges.amount as double) as amount,
        coalesce(pledges.currency_code, '') || ' ' || coalesce(pledges.amount_basis, '') as amount_unit,
        cast(pledge_values.value_usd as double) as value_usd,
        list_unfit.pledge_version_id is null as is_fit,
        list_accepted.pledge_version_id is not null as is_accepted
    from pledges
    inner join pledge_values on pledges.pledge_version_id = pledge_values.pledge_version_id
    left join list_unfit on pledges.pledge_version_id = list_unfit.pledge_version_id
    left join list_accepted on pledges.pledge_version_id = list_accepted.pledge_version_id
),

-- Version by version, each is compared with the last one before it that took effect and had an
-- amount; so a correction of a wrong version is compared with what was right before.
compare_versions as (
    select
        pledge_version_id,
        pledge_id,
        version_number,
        false as is_jump,
        cast(null as double) as amount_before,
        cast(null as double) as value_before,
        case when is_fit then amount end as amount_known,
        case when is_fit and amount is not null then amount_unit end as unit_known,
        case when is_fit then value_usd end as value_known
    from number_versions
    where version_number = 1
    union all
    select
        compared.pledge_version_id,
        compared.pledge_id,
        compared.version_number,
        compared.is_jump,
        compared.amount_before,
        compared.value_before,
        case
            when compared.is_fit and (not compared.is_jump or compared.is_accepted)
                then coalesce(compared.amount, compared.amount_known)
            else compared.amount_known
        end as amount_known,
        case
            when
                compared.is_fit and (not compared.is_jump or compared.is_accepted)
                and compared.amount is not null
                then compared.amount_unit
            else compared.unit_known
        end as unit_known,
        case
            when compared.is_fit and (not compared.is_jump or compared.is_accepted)
                then coalesce(compared.value_usd, compared.value_known)
            else compared.value_known
        end as value_known
    from (
        select
            later.*,
            earlier.amount_known,
            earlier.unit_known,
            earlier.value_known,
            case when later.amount_unit = earlier.unit_known then earlier.amount_known end
                as amount_before,
            earlier.value_known as value_before,
            coalesce(
                later.amount_unit = earlier.unit_known
                and {{ differs_by_factor('later.amount', 'earlier.amount_known') }},
                false
            )
            or coalesce({{ differs_by_factor('later.value_usd', 'earlier.value_known') }}, false)
                as is_jump
        from compare_versions as earlier
        inner join number_versions as later
            on
                earlier.pledge_id = later.pledge_id
                and earlier.version_number + 1 = later.version_number
    ) as compared
),

describe_jumps as (
    select
        compare_versions.pledge_version_id,
        'value_jump' as rule,
        concat_ws(
            ', ',
            case
                when compare_versions.amount_before is not null
                    then
                        pledges.amount_basis || ' ' || coalesce(pledges.currency_code || ' ', '')
                        || cast(pledges.amount as varchar) || ' after '
                        || cast(cast(compare_versions.amount_before as decimal(38, 2)) as varchar)
            end,
            case
                when compare_versions.value_before is not null and pledge_values.value_usd is not null
                    then
                        'US$ ' || cast(pledge_values.value_usd as varchar) || ' after '
                        || cast(cast(compare_versions.value_before as decimal(38, 2)) as varchar)
            end
        ) as found,
        'Less than {{ var("value_jump_factor") }} times, and more than one part in '
        || '{{ var("value_jump_factor") }} of, what the version before it has' as expected
    from compare_versions
    inner join pledges on compare_versions.pledge_version_id = pledges.pledge_version_id
    inner join pledge_values on compare_versions.pledge_version_id = pledge_values.pledge_version_id
    where compare_versions.is_jump
)

select * from describe_jumps
