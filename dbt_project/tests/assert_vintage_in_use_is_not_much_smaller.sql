-- A failure means that a newer vintage took over with under four fifths of the economies that the
-- one before it had: a part of a series, maybe, that all figures are now made from. It warns.
{{ config(severity='warn') }}

with

vintages as (
    select * from {{ ref('dim_vintages') }}
),

order_vintages as (
    select
        indicator,
        cut,
        vintage,
        route,
        economies,
        is_in_use,
        lag(economies) over (
            partition by indicator, cut
            order by is_in_use asc, vintage_published_on asc, route desc
        ) as economies_before
    from vintages
),

find_smaller as (
    select
        indicator,
        cut,
        vintage,
        route,
        economies,
        economies_before
    from order_vintages
    where is_in_use and economies * 5 < economies_before * 4
)

select * from find_smaller
