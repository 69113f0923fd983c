with

memberships as (
    select * from {{ ref('int_memberships_known') }}
),

graduations as (
    select * from {{ ref('int_graduations_confirmed') }}
),

-- A scheduled graduation takes effect, on its day, once a list confirms it.
end_memberships as (
    select
        memberships.group_code,
        memberships.country_iso3,
        memberships.valid_from,
        coalesce(
            memberships.valid_to,
            case when graduations.confirmed_by is not null then memberships.scheduled_valid_to end,
            cast('9999-12-31' as date)
        ) as valid_to,
        memberships.scheduled_valid_to,
        memberships.scheduled_valid_to is not null
        and memberships.valid_to is null
        and graduations.confirmed_by is null as is_scheduled,
        graduations.confirmed_by,
        memberships.membership_date_basis,
        memberships.membership_source,
        memberships.source_sha256,
        memberships.source_line
    from memberships
    left join graduations
        on
            memberships.group_code = graduations.group_code
            and memberships.country_iso3 = graduations.country_iso3
            and memberships.valid_from = graduations.valid_from
)

select * from end_memberships
