with

observations as (
    select * from {{ ref('stg_country_observations') }}
),

name_cuts as (
    select
        observations.*,
        {{ cut_of('observations') }} as cut
    from observations
),

summarise_vintages as (
    select
        indicator,
        cut,
        provider,
        vintage,
        route,
        max(vintage_published_on) as vintage_published_on,
        count(*) as observations,
        count(distinct country_iso3) as economies,
        min(reference_year) as first_reference_year,
        max(reference_year) as last_reference_year
    from name_cuts
    group by indicator, cut, provider, vintage, route
),

-- The newest one known is used, whole: a figure made of two vintages is one nobody ever published. Figures
-- of all people and of women and men come from different sources, and neither displaces the other.
order_vintages as (
    select
        summarise_vintages.*,
        row_number() over (
            partition by indicator, cut
            order by
                vintage_published_on desc nulls last,
                route asc,
                provider asc,
                vintage desc
        ) as vintage_number
    from summarise_vintages
),

mark_vintage_in_use as (
    select
        indicator,
        cut,
        provider,
        vintage,
        route,
        vintage_published_on,
        observations,
        economies,
        first_reference_year,
        last_reference_year,
        vintage_number = 1 as is_in_use
    from order_vintages
)

select * from mark_vintage_in_use
