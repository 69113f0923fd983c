with recursive

pledges as (
    select * from {{ ref('stg_pledges') }}
),

pledge_values as (
    select * from {{ ref('int_pledge_values_in_usd') }}
),

pledge_entities as (
    select * from {{ ref('stg_pledge_entities') }}
),

reviews as (
    select * from {{ ref('stg_reviews') }}
),

accepted_versions as (
    select left_id as pledge_version_id from reviews
    where
        subject_kind = 'held_version' and right_id = 'value_out_of_entity_range'
        and decision = 'accepted'
),

list_values as (
    select
        pledges.pledge_version_id,
        pledges.pledge_id,
        pledges.version,
        pledges.announced_latest,
        pledge_entities.entity_id,
        pledge_values.value_usd,
        cast(pledge_values.value_usd as double) as value_number
    from pledges
    inner join pledge_values on pledges.pledge_version_id = pledge_values.pledge_version_id
    inner join pledge_entities
        on pledges.pledge_version_id = pledge_entities.pledge_version_id and pledge_entities.is_lead
    where pledge_values.value_usd is not null
),

list_pledges as (
    select
        entity_id,
        pledge_id,
        min(announced_latest) as announced_latest
    from list_values
    group by entity_id, pledge_id
),

find_first_days as (
    select
        list_values.pledge_version_id,
        min(list_pledges.announced_latest) as first_day
    from list_values
    inner join list_pledges
        on
            list_values.entity_id = list_pledges.entity_id
            and list_values.pledge_id <> list_pledges.pledge_id
    group by list_values.pledge_version_id
),

-- What nothing can be said against: small values, those with no earlier pledge to compare them
-- with, and those a person accepted.
start_with_plausible as (
    select
        list_values.pledge_version_id,
        list_values.pledge_id,
        list_values.version,
        list_values.announced_latest,
        list_values.entity_id,
        list_values.value_number
    from list_values
    left join find_first_days on list_values.pledge_version_id = find_first_days.pledge_version_id
    left join accepted_versions on list_values.pledge_version_id = accepted_versions.pledge_version_id
    where
        list_values.value_number < {{ var('entity_range_min_usd') }}
        or find_first_days.first_day is null
        or find_first_days.first_day >= list_values.announced_latest
        or accepted_versions.pledge_version_id is not null
),

-- A value makes later ones up to the factor plausible, those make others, and so on. So one wrong
-- value does not vouch for the next.
extend_plausible as (
    select * from start_with_plausible
    union distinct
    select
        list_values.pledge_version_id,
        list_values.pledge_id,
        list_values.version,
        list_values.announced_latest,
        list_values.entity_id,
        list_values.value_number
    from list_values
    inner join extend_plausible
        on
            list_values.entity_id = extend_plausible.entity_id
            and list_values.value_number < {{ var('entity_range_factor') }} * extend_plausible.value_number
            and (
                list_values.announced_latest > extend_plausible.announced_latest
                or (
                    list_values.pledge_id = extend_plausible.pledge_id
                    and list_values.version > extend_plausible.version
                )
            )
),

find_largest_earlier as (
    select
        list_values.pledge_version_id,
        max(extend_plausible.value_number) as largest_earlier
    from list_values
    inner join extend_plausible
        on
            list_values.entity_id = extend_plausible.entity_id
            and list_values.pledge_id <> extend_plausible.pledge_id
            and list_values.announced_latest > extend_plausible.announced_latest
    group by list_values.pledge_version_id
),

describe_out_of_range as (
    select
        list_values.pledge_version_id,
        'value_out_of_entity_range' as rule,
        'US$ ' || cast(list_values.value_usd as varchar) as found,
        'Less than {{ var("entity_range_factor") }} times US$ '
        || cast(cast(coalesce(find_largest_earlier.largest_earlier, 0) as decimal(38, 2)) as varchar)
        || ', the largest earlier pledge of the entity' as expected
    from list_values
    left join find_largest_earlier
        on list_values.pledge_version_id = find_largest_earlier.pledge_version_id
    where
        list_values.pledge_version_id not in (
            select plausible.pledge_version_id from extend_plausible as plausible
        )
        or list_values.pledge_version_id in (
            select accepted.pledge_version_id from accepted_versions as accepted
        )
),

describe_beyond_target as (
    select
        pledge_version_id,
        'value_beyond_the_target' as rule,
        'US$ ' || cast(value_usd as varchar) as found,
        'Less than US$ {{ var("target_usd") }}, the target of all pledges together' as expected
    from list_values
    where value_number >= {{ var('target_usd') }}
),

describe_dollars_apart as (
    select
        pledges.pledge_version_id,
        'dollars_far_from_converted' as rule,
        'US$ ' || cast(pledges.value_usd_stated as varchar) || ' stated' as found,
        'About US$ ' || cast(pledge_values.value_usd_converted as varchar)
        || ', the amount converted' as expected
    from pledges
    inner join pledge_values on pledges.pledge_version_id = pledge_values.pledge_version_id
    where
        pledges.value_usd_stated > {{ var('converted_max_factor') }} * pledge_values.value_usd_converted
        or pledges.value_usd_stated * {{ var('converted_max_factor') }} < pledge_values.value_usd_converted
),

unite_suspicions as (
    select * from describe_out_of_range
    union all
    select * from describe_beyond_target
    union all
    select * from describe_dollars_apart
)

select * from unite_suspicions
