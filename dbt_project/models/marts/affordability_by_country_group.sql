with

prices as (
    select * from {{ ref('int_prices_compared_with_threshold') }}
),

members as (
    select * from {{ ref('int_group_members_for_prices') }}
),

groups as (
    select * from {{ ref('dim_country_groups') }}
),

published as (
    select * from {{ ref('fct_published_aggregates') }}
),

count_members as (
    select
        membership_as_of,
        group_code,
        count(*) as economies_in_group
    from members
    group by membership_as_of, group_code
),

-- Where only LDCs have a price, no other group can be counted or have a middle price. The end of a year
-- is a day to ask about prices of that year and of earlier ones.
list_prices_of_members as (
    select
        prices.*,
        members.group_code,
        members.membership_as_of
    from prices
    inner join members on prices.country_iso3 = members.country_iso3
    where
        (members.group_code = 'LDC' or prices.is_of_ldcs_only is not true)
        and (members.is_for_all_years or year(members.membership_as_of) >= prices.reference_year)
),

count_affordable as (
    select
        basket,
        reference_year,
        group_code,
        membership_as_of,
        operator,
        max(cast(is_experimental as integer)) = 1 as is_experimental,
        count(*) as economies_with_data,
        sum(cast(is_affordable as integer)) as economies_meeting,
        {{ join_texts('case when is_affordable then country_iso3 end', ' ') }}
            as economies_meeting_list,
        {{ median_of('price_pct_gni') }} as median_price_pct_gni,
        max(vintage) as observation_vintage,
        max(route) as observation_route
    from list_prices_of_members
    group by
        basket,
        reference_year,
        group_code,
        membership_as_of,
        operator
),

-- ITU counts the economies that meet the target once a year, for the world and each basket.
name_published_baskets as (
    select
        case indicator
            when 'economies_meeting_2pct_target_fixed' then 'fixed_broadband_5gb_basket'
            when 'economies_meeting_2pct_target_mobile' then 'mobile_data_5gb_basket'
        end as basket,
        group_code,
        reference_year,
        published_value,
        source_url,
        row_number() over (
            partition by indicator, group_code, reference_year
            order by edition desc
        ) as edition_number
    from published
    where
        indicator in ('economies_meeting_2pct_target_fixed', 'economies_meeting_2pct_target_mobile')
        and unit = 'economies'
),

join_published as (
    select
        count_affordable.basket,
        count_affordable.reference_year,
        count_affordable.is_experimental,
        count_affordable.group_code,
        groups.group_name,
        count_affordable.operator,
        cast({{ var('affordability_threshold_pct') }} as decimal(9, 4)) as threshold_pct,
        count_affordable.membership_as_of,
        count_members.economies_in_group,
        count_affordable.economies_with_data,
        cast(count_affordable.economies_meeting as bigint) as economies_meeting,
        coalesce(count_affordable.economies_meeting_list, '') as economies_meeting_list,
        cast(count_affordable.median_price_pct_gni as decimal(18, 4)) as median_price_pct_gni,
        count_affordable.observation_vintage,
        count_affordable.observation_route,
        name_published_baskets.published_value as published_economies_meeting,
        name_published_baskets.source_url as published_source_url
    from count_affordable
    inner join groups on count_affordable.group_code = groups.group_code
    inner join count_members
        on
            count_affordable.group_code = count_members.group_code
            and count_affordable.membership_as_of = count_members.membership_as_of
    left join name_published_baskets
        on
            count_affordable.basket = name_published_baskets.basket
            and count_affordable.group_code = name_published_baskets.group_code
            and count_affordable.reference_year = name_published_baskets.reference_year
            and name_published_baskets.edition_number = 1
)

select * from join_published
order by basket asc, reference_year desc, membership_as_of desc, group_code asc, operator desc
