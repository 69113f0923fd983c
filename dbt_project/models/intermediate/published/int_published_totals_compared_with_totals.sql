with

published as (
    select * from {{ ref('stg_published_totals') }}
),

totals as (
    select * from {{ ref('pledge_totals') }}
),

totals_at_dates as (
    select * from {{ ref('int_totals_at_dates') }}
),

-- The annual report of 2023 compares with that of 2022, which was given at the annual meeting of
-- 8 December 2022.
find_bases as (
    select
        *,
        case
            when dimension = 'vs AR2022' then cast('2022-12-08' as date)
            when dimension = 'vs prior year' then cast(as_of_date - interval 1 year as date)
            when dimension = 'period' then cast(substr(member, 1, 10) as date)
            when dimension = 'since' then cast(cast(member as date) - interval 1 day as date)
        end as base_as_of_date
    from published
),

join_totals as (
    select
        find_bases.*,
        totals.pledges,
        totals.entities,
        totals.countries,
        totals.value_usd,
        totals.new_pledges_in_year,
        totals.value_usd_new_in_year,
        totals.value_usd_to_target,
        base.pledges as base_pledges,
        base.entities as base_entities,
        base.countries as base_countries,
        base.value_usd as base_value_usd
    from find_bases
    inner join totals on find_bases.as_of_date = totals.as_of_date
    left join totals_at_dates as base on find_bases.base_as_of_date = base.as_of_date
),

-- Each branch has the scale of the result: a case over several takes the smallest and rounds.
compute_values as (
    select
        source_sha256,
        source_line,
        pledges,
        base_as_of_date,
        base_pledges,
        case
            when dimension = 'total' and member = 'all' and metric = 'pledges'
                then cast(pledges as decimal(38, 8))
            when dimension = 'total' and member = 'all' and metric = 'entities'
                then cast(entities as decimal(38, 8))
            when dimension = 'total' and member = 'all' and metric = 'countries'
                then cast(countries as decimal(38, 8))
            when dimension = 'total' and member = 'all' and metric = 'value'
                then cast(value_usd as decimal(38, 8))
            when dimension = 'year' and metric = 'pledges_new_in_year'
                then cast(new_pledges_in_year as decimal(38, 8))
            when dimension = 'year' and metric = 'value_new_in_year'
                then cast(value_usd_new_in_year as decimal(38, 8))
            when metric = 'value_gap_to_target' then cast(value_usd_to_target as decimal(38, 8))
            when metric = 'pledges_growth' then {{ growth_of('pledges') }}
            when metric = 'entities_growth' then {{ growth_of('entities') }}
            when metric = 'countries_growth' then {{ growth_of('countries') }}
            when metric = 'value_growth' then {{ growth_of('value_usd') }}
        end as computed_value
    from join_totals
),

name_bases as (
    select
        source_sha256,
        source_line,
        computed_value,
        case
            when base_as_of_date is not null
                then
                    'against ' || cast(base_as_of_date as varchar) || ': '
                    || cast(base_pledges as varchar) || ' pledges'
            else 'of ' || cast(pledges as varchar) || ' counted pledges'
        end as base
    from compute_values
    where computed_value is not null
)

select * from name_bases
