with

memberships as (
    select * from {{ source('raw', 'country_group_memberships') }}
),

rename_columns as (
    select
        group_code,
        iso3 as country_iso3,
        coalesce(valid_from, cast('0001-01-01' as date)) as valid_from,
        coalesce(valid_to, cast('9999-12-31' as date)) as valid_to,
        scheduled_valid_to,
        date_basis as membership_date_basis,
        source as membership_source,
        source_sha256,
        source_line
    from memberships
)

select * from rename_columns
