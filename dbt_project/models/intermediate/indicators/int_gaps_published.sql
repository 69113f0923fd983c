with

published as (
    select * from {{ ref('fct_published_aggregates') }}
),

keep_shares as (
    select * from published
    where unit in ('pct', 'pct_monthly_gni_per_capita', 'pct_average_income')
),

list_sides as (
    select
        keep_shares.*,
        {{ gap_kind_of('keep_shares') }} as gap_kind,
        {{ gap_side_of('keep_shares') }} as side_number,
        {{ gap_age_of('keep_shares') }} as gap_age
    from keep_shares
    union all
    select
        keep_shares.*,
        'high_low_income' as gap_kind,
        case group_code when 'HIGH_INCOME' then 1 else 2 end as side_number,
        age as gap_age
    from keep_shares
    where
        group_code in ('HIGH_INCOME', 'LOW_INCOME')
        and sex = 'total' and location = 'total' and {{ gap_kind_of('keep_shares') }} is null
),

-- The gap between income classes is one within the world.
join_sides as (
    select
        gap_kind,
        indicator,
        case gap_kind when 'high_low_income' then 'WORLD' else group_code end as group_code,
        gap_age as age,
        unit,
        reference_year,
        edition,
        max(edition_published_on) as edition_published_on,
        max(case when side_number = 1 then published_value end) as published_first_pct,
        max(case when side_number = 1 then published_bound end) as published_first_bound,
        max(case when side_number = 1 then source_url end) as published_first_source_url,
        max(case when side_number = 2 then published_value end) as published_second_pct,
        max(case when side_number = 2 then published_bound end) as published_second_bound,
        max(case when side_number = 2 then source_url end) as published_second_source_url
    from list_sides
    where gap_kind is not null
    group by
        gap_kind,
        indicator,
        case gap_kind when 'high_low_income' then 'WORLD' else group_code end,
        gap_age,
        unit,
        reference_year,
        edition
),

name_ratios as (
    select
        case indicator
            when 'urban_rural_ratio' then 'urban_rural'
            when 'youth_to_rest_ratio' then 'youth_rest'
            else 'women_men'
        end as gap_kind,
        case indicator
            when 'gender_parity_score_mobile_ownership' then 'individuals_owning_mobile_phone'
            else 'individuals_using_internet'
        end as indicator,
        group_code,
        age,
        'pct' as unit,
        reference_year,
        edition,
        edition_published_on,
        published_value as published_ratio,
        source_url as published_ratio_source_url
    from published
    where
        sex = 'total' and location = 'total'
        and indicator in (
            'gender_parity_score',
            'gender_parity_score_mobile_ownership',
            'urban_rural_ratio',
            'youth_to_rest_ratio'
        )
),

add_ratios as (
    select
        coalesce(join_sides.gap_kind, name_ratios.gap_kind) as gap_kind,
        coalesce(join_sides.indicator, name_ratios.indicator) as indicator,
        coalesce(join_sides.group_code, name_ratios.group_code) as group_code,
        coalesce(join_sides.age, name_ratios.age) as age,
        coalesce(join_sides.unit, name_ratios.unit) as unit,
        coalesce(join_sides.reference_year, name_ratios.reference_year) as reference_year,
        coalesce(join_sides.edition, name_ratios.edition) as edition,
        coalesce(join_sides.edition_published_on, name_ratios.edition_published_on)
            as edition_published_on,
        join_sides.published_first_pct,
        join_sides.published_first_bound,
        join_sides.published_first_source_url,
        join_sides.published_second_pct,
        join_sides.published_second_bound,
        join_sides.published_second_source_url,
        name_ratios.published_ratio,
        name_ratios.published_ratio_source_url
    from join_sides
    full outer join name_ratios
        on
            join_sides.gap_kind = name_ratios.gap_kind
            and join_sides.indicator = name_ratios.indicator
            and join_sides.group_code = name_ratios.group_code
            and join_sides.age = name_ratios.age
            and join_sides.unit = name_ratios.unit
            and join_sides.reference_year = name_ratios.reference_year
            and join_sides.edition = name_ratios.edition
)

select * from add_ratios
