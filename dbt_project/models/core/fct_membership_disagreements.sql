with

group_lists as (
    select * from {{ ref('stg_country_group_lists') }}
),

memberships as (
    select * from {{ ref('bridge_country_group_memberships') }}
),

list_editions as (
    select distinct
        group_code,
        list_publisher,
        list_edition,
        list_published_on
    from group_lists
),

-- Who was a member on the day of a list, by the dated memberships.
list_members_on_the_day as (
    select
        list_editions.*,
        memberships.country_iso3
    from list_editions
    inner join memberships
        on
            list_editions.group_code = memberships.group_code
            and {{ is_valid_on('list_editions.list_published_on') }}
),

find_ends as (
    select
        group_code,
        country_iso3,
        max(valid_to) as ended_on
    from memberships
    group by group_code, country_iso3
),

compare_lists as (
    select
        coalesce(group_lists.group_code, members.group_code) as group_code,
        coalesce(group_lists.country_iso3, members.country_iso3) as country_iso3,
        coalesce(group_lists.list_publisher, members.list_publisher) as list_publisher,
        coalesce(group_lists.list_edition, members.list_edition) as list_edition,
        coalesce(group_lists.list_published_on, members.list_published_on) as list_published_on,
        group_lists.country_iso3 is not null as is_in_list,
        members.country_iso3 is not null as is_member
    from group_lists
    full outer join list_members_on_the_day as members
        on
            group_lists.group_code = members.group_code
            and group_lists.list_publisher = members.list_publisher
            and group_lists.list_edition = members.list_edition
            and group_lists.country_iso3 = members.country_iso3
),

-- A list that still has a country shortly after it left is late; anything else is news or a mistake.
explain_disagreements as (
    select
        compare_lists.*,
        coalesce(
            compare_lists.is_in_list
            and find_ends.ended_on <= compare_lists.list_published_on
            and find_ends.ended_on + interval {{ var('membership_list_lag_months') }} month
            >= compare_lists.list_published_on,
            false
        ) as is_expected
    from compare_lists
    left join find_ends
        on
            compare_lists.group_code = find_ends.group_code
            and compare_lists.country_iso3 = find_ends.country_iso3
    where compare_lists.is_in_list <> compare_lists.is_member
)

select * from explain_disagreements
