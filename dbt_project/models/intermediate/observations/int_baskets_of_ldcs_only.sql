with

observations as (
    select * from {{ ref('int_observations_in_use') }}
),

memberships as (
    select * from {{ ref('bridge_country_group_memberships') }}
),

list_ldcs as (
    select distinct country_iso3 from memberships
    where group_code = 'LDC'
),

-- An extract of the LDCs holds no other economy: no other group can be counted or have a middle price.
keep_baskets_without_others as (
    select
        observations.indicator as basket,
        observations.reference_year,
        count(*) as economies_with_data
    from observations
    left join list_ldcs on observations.country_iso3 = list_ldcs.country_iso3
    where
        observations.indicator like '%_basket'
        and observations.unit = 'pct_of_gni_per_capita'
        and {{ is_total('observations') }}
    group by observations.indicator, observations.reference_year
    having count(*) = count(list_ldcs.country_iso3)
)

select * from keep_baskets_without_others
