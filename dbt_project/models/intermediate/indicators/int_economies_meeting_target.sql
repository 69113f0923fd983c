with

prices as (
    select * from {{ ref('int_prices_compared_with_threshold') }}
),

members as (
    select * from {{ ref('int_group_members_by_year') }}
),

keep_baskets_of_all as (
    select * from prices
    where is_of_ldcs_only is not true
),

-- ITU counts the economies at or under the threshold, basket by basket and with at least one.
name_targets as (
    select
        *,
        case basket
            when 'fixed_broadband_5gb_basket' then 'economies_meeting_2pct_target_fixed'
            else 'economies_meeting_2pct_target_mobile'
        end as indicator
    from keep_baskets_of_all
    where
        operator = '<='
        and basket in ('fixed_broadband_5gb_basket', 'mobile_data_5gb_basket')
    union all
    select
        *,
        'economies_meeting_2pct_target_at_least_one_basket' as indicator
    from keep_baskets_of_all
    where
        operator = '<='
        and basket in ('fixed_broadband_5gb_basket', 'mobile_data_5gb_basket')
),

summarise_economies as (
    select
        indicator,
        reference_year,
        country_iso3,
        max(cast(is_affordable as integer)) as meets_target,
        max(vintage) as observation_vintage,
        max(route) as observation_route
    from name_targets
    group by indicator, reference_year, country_iso3
),

-- Low- and middle-income economies occur in published figures only; they are three income classes.
name_groups as (
    select
        group_code,
        reference_year,
        membership_as_of,
        country_iso3
    from members
    union all
    select
        'LOW_AND_MIDDLE_INCOME' as group_code,
        reference_year,
        membership_as_of,
        country_iso3
    from members
    where group_code in ('LOW_INCOME', 'LOWER_MIDDLE_INCOME', 'UPPER_MIDDLE_INCOME')
),

count_members as (
    select
        group_code,
        reference_year,
        membership_as_of,
        count(*) as economies_in_group
    from name_groups
    group by group_code, reference_year, membership_as_of
),

count_economies as (
    select
        summarise_economies.indicator,
        name_groups.group_code,
        name_groups.reference_year,
        sum(summarise_economies.meets_target) as economies_meeting,
        count(*) as economies_with_data,
        max(summarise_economies.observation_vintage) as observation_vintage,
        max(summarise_economies.observation_route) as observation_route
    from summarise_economies
    inner join name_groups
        on
            summarise_economies.reference_year = name_groups.reference_year
            and summarise_economies.country_iso3 = name_groups.country_iso3
    group by summarise_economies.indicator, name_groups.group_code, name_groups.reference_year
),

join_counts as (
    select
        count_economies.indicator,
        count_economies.group_code,
        count_economies.reference_year,
        count_members.membership_as_of,
        'economies' as unit,
        cast(count_economies.economies_meeting as decimal(38, 4)) as computed_value,
        count_economies.economies_with_data,
        count_members.economies_in_group,
        count_economies.observation_vintage,
        count_economies.observation_route
    from count_economies
    inner join count_members
        on
            count_economies.group_code = count_members.group_code
            and count_economies.reference_year = count_members.reference_year
)

select * from join_counts
