-- A failure means that a published list has or lacks a country against the dated memberships and is
-- not merely late. It warns: find out which of the two is right.
{{ config(severity='warn') }}

with

disagreements as (
    select * from {{ ref('fct_membership_disagreements') }}
),

find_unexpected as (
    select
        group_code,
        country_iso3,
        list_publisher,
        list_edition,
        is_in_list
    from disagreements
    where not is_expected
)

select * from find_unexpected
