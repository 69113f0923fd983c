with

memberships as (
    select * from {{ source('raw', 'country_group_memberships') }}
),

build as (
    select * from {{ ref('stg_build') }}
),

-- What comes after the day of the build has not happened yet: an end is open, and only a schedule
-- decided by then is known.
forget_what_came_later as (
    select
        memberships.group_code,
        memberships.iso3 as country_iso3,
        coalesce(memberships.valid_from, cast('0001-01-01' as date)) as valid_from,
        case when {{ is_known('memberships.valid_to') }} then memberships.valid_to end as valid_to,
        case when {{ is_known('memberships.scheduled_on') }} then memberships.scheduled_valid_to end
            as scheduled_valid_to,
        memberships.date_basis as membership_date_basis,
        memberships.source as membership_source,
        memberships.source_sha256,
        memberships.source_line
    from memberships
    cross join build
    where memberships.valid_from is null or {{ is_known('memberships.valid_from') }}
)

select * from forget_what_came_later
