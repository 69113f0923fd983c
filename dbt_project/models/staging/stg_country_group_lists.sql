with

group_lists as (
    select * from {{ source('raw', 'country_group_lists') }}
),

build as (
    select * from {{ ref('stg_build') }}
),

-- A list may give spans of its own; it says who was a member on the day it came out. The same list
-- by two routes is one list, taken from the route that comes first.
keep_known as (
    select
        group_lists.*,
        dense_rank() over (
            partition by
                group_lists.group_code, group_lists.list_publisher, group_lists.list_edition
            order by coalesce(group_lists.route, 'snapshot') asc
        ) as route_number
    from group_lists
    cross join build
    where {{ is_known('group_lists.published_on') }}
),

name_columns as (
    select distinct
        group_code,
        iso3 as country_iso3,
        list_publisher,
        list_edition,
        published_on as list_published_on
    from keep_known
    where
        route_number = 1
        and (listed_from is null or listed_from <= published_on)
        and (listed_to is null or listed_to > published_on)
)

select * from name_columns
