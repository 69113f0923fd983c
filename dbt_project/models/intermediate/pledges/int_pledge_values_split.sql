with

weights as (
    select * from {{ ref('int_pledge_country_weights') }}
),

pledge_values as (
    select * from {{ ref('int_pledge_values_in_usd') }}
),

order_countries as (
    select
        weights.*,
        row_number() over (
            partition by pledge_version_id
            order by need_weight is null asc, country_iso3 asc
        ) as need_number
    from weights
),

-- Shares are rounded down to whole cents.
share_cents as (
    select
        order_countries.*,
        {{ to_cents('pledge_values.value_usd') }} as pledge_cents,
        {{ divide_whole(
            to_cents('pledge_values.value_usd') ~ ' * order_countries.split_weight',
            'order_countries.split_weight_of_pledge'
        ) }} as split_cents,
        {{ divide_whole(
            to_cents('pledge_values.value_usd') ~ ' * order_countries.need_weight',
            'sum(order_countries.need_weight) over (partition by order_countries.pledge_version_id)'
        ) }} as need_cents
    from order_countries
    inner join pledge_values on order_countries.pledge_version_id = pledge_values.pledge_version_id
),

-- The cents left over go to the first country by code that has a share, so that the shares of a
-- pledge add up to the pledge; beside places without a name they stay with those.
give_remainder_to_first as (
    select
        share_cents.*,
        split_cents + case
            when
                country_number = 1
                and split_weight_of_pledge = sum(split_weight) over (partition by pledge_version_id)
                then pledge_cents - sum(split_cents) over (partition by pledge_version_id)
            else 0
        end as all_split_cents,
        need_cents + case
            when need_number = 1
                then pledge_cents - sum(need_cents) over (partition by pledge_version_id)
            else 0
        end as all_need_cents
    from share_cents
),

convert_to_usd as (
    select
        pledge_version_id,
        country_iso3,
        country_basis,
        need_reference_year,
        offline_people,
        {{ from_cents('all_split_cents') }} as value_usd_equal_split,
        case when pledge_cents is null then 'no_value_usd' else split_null_reason end
            as equal_split_null_reason,
        {{ from_cents('all_need_cents') }} as value_usd_need_weighted,
        case when pledge_cents is null then 'no_value_usd' else need_null_reason end
            as need_weighted_null_reason
    from give_remainder_to_first
)

select * from convert_to_usd
