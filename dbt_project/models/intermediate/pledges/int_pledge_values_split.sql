with

weights as (
    select * from {{ ref('int_pledge_country_weights') }}
),

pledge_values as (
    select * from {{ ref('int_pledge_values_in_usd') }}
),

-- Shares are rounded down to whole cents; the cents left over go to the first country by code,
-- so that the shares of a pledge add up to the pledge.
share_cents as (
    select
        weights.*,
        {{ to_cents('pledge_values.value_usd') }} as pledge_cents,
        {{ divide_whole(
            to_cents('pledge_values.value_usd') ~ ' * weights.split_weight',
            'sum(weights.split_weight) over (partition by weights.pledge_version_id)'
        ) }} as split_cents,
        {{ divide_whole(
            to_cents('pledge_values.value_usd') ~ ' * weights.need_weight',
            'sum(weights.need_weight) over (partition by weights.pledge_version_id)'
        ) }} as need_cents
    from weights
    inner join pledge_values on weights.pledge_version_id = pledge_values.pledge_version_id
),

give_remainder_to_first as (
    select
        share_cents.*,
        split_cents + case
            when country_number = 1
                then pledge_cents - sum(split_cents) over (partition by pledge_version_id)
            else 0
        end as all_split_cents,
        need_cents + case
            when country_number = 1
                then pledge_cents - sum(need_cents) over (partition by pledge_version_id)
            else 0
        end as all_need_cents
    from share_cents
),

-- A pledge that need cannot split leaves nothing to its countries; the whole is unallocated.
convert_to_usd as (
    select
        pledge_version_id,
        country_iso3,
        country_basis,
        need_reference_year,
        offline_people,
        {{ from_cents('all_split_cents') }} as value_usd_equal_split,
        {{ from_cents(
            'case when need_weight is null and pledge_cents is not null then 0 else all_need_cents end'
        ) }} as value_usd_need_weighted
    from give_remainder_to_first
)

select * from convert_to_usd
