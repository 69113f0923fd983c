with

memberships as (
    select * from {{ ref('int_memberships_known') }}
),

group_lists as (
    select * from {{ ref('stg_country_group_lists') }}
),

list_editions as (
    select distinct
        group_code,
        list_publisher,
        list_edition,
        list_published_on
    from group_lists
),

keep_scheduled as (
    select * from memberships
    where scheduled_valid_to is not null and valid_to is null
),

-- A list that came out on the day or later and no longer has the country confirms that it left.
find_lists_without_country as (
    select
        keep_scheduled.group_code,
        keep_scheduled.country_iso3,
        keep_scheduled.valid_from,
        list_editions.list_publisher || ', ' || list_editions.list_edition as confirmed_by,
        list_editions.list_published_on as confirmed_on,
        row_number() over (
            partition by
                keep_scheduled.group_code, keep_scheduled.country_iso3, keep_scheduled.valid_from
            order by
                list_editions.list_published_on asc,
                list_editions.list_publisher asc,
                list_editions.list_edition asc
        ) as list_number
    from keep_scheduled
    inner join list_editions
        on
            keep_scheduled.group_code = list_editions.group_code
            and keep_scheduled.scheduled_valid_to <= list_editions.list_published_on
    left join group_lists
        on
            list_editions.group_code = group_lists.group_code
            and list_editions.list_publisher = group_lists.list_publisher
            and list_editions.list_edition = group_lists.list_edition
            and keep_scheduled.country_iso3 = group_lists.country_iso3
    where group_lists.country_iso3 is null
),

keep_first_list as (
    select
        group_code,
        country_iso3,
        valid_from,
        confirmed_by,
        confirmed_on
    from find_lists_without_country
    where list_number = 1
)

select * from keep_first_list
