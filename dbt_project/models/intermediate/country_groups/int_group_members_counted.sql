with

members as (
    select * from {{ ref('int_group_members_at_reporting_dates') }}
),

group_lists as (
    select * from {{ ref('stg_country_group_lists') }}
),

count_members as (
    select
        as_of_date,
        group_code,
        count(*) as countries_in_group,
        count(due_to_leave_on) as countries_due_to_leave,
        {{ join_texts('case when due_to_leave_on is not null then country_iso3 end', ' ') }}
            as countries_due_to_leave_list
    from members
    group by as_of_date, group_code
),

find_newest_lists as (
    select
        count_members.as_of_date,
        count_members.group_code,
        {{ value_at_latest('group_lists.list_edition', 'group_lists.list_published_on') }}
            as membership_list_edition
    from count_members
    inner join group_lists
        on
            count_members.group_code = group_lists.group_code
            and count_members.as_of_date >= group_lists.list_published_on
    group by count_members.as_of_date, count_members.group_code
),

join_lists as (
    select
        count_members.as_of_date,
        count_members.group_code,
        count_members.countries_in_group,
        count_members.countries_due_to_leave,
        coalesce(count_members.countries_due_to_leave_list, '') as countries_due_to_leave_list,
        find_newest_lists.membership_list_edition
    from count_members
    left join find_newest_lists
        on
            count_members.as_of_date = find_newest_lists.as_of_date
            and count_members.group_code = find_newest_lists.group_code
)

select * from join_lists
