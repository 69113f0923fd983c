with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

-- Ordered: the first case that fits is the method. A number that cannot be had is null, never 0.
choose_method as (
    select
        pledge_version_id,
        amount,
        value_usd_stated,
        case
            when amount_basis = 'sought' then 'none_sought_not_pledged'
            when amount_basis in ('people', 'households') then 'none_counts_people_not_money'
            when value_usd_stated is not null then 'usd_given_by_source'
            when amount is null then 'none_no_amount_stated'
            when currency_code <> 'USD' then 'none_no_exchange_rate'
            when amount_basis = 'per_year' then 'usd_one_year_of_annual_amount'
            when amount_basis = 'in_kind' then 'usd_worth_of_gift_in_kind'
            else 'usd_as_stated'
        end as value_usd_method
    from pledges
),

take_value as (
    select
        pledge_version_id,
        value_usd_method,
        cast(
            case
                when value_usd_method like 'none_%' then null
                when value_usd_method = 'usd_given_by_source' then value_usd_stated
                else amount
            end
            as decimal(38, 2)
        ) as value_usd
    from choose_method
)

select * from take_value
