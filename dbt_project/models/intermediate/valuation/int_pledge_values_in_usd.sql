with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

exchange_rates as (
    select * from {{ ref('int_exchange_rates') }}
),

find_periods as (
    select
        pledge_version_id,
        amount,
        amount_unread_because,
        amount_basis,
        currency_code,
        value_usd_stated,
        amount is not null
        and currency_code <> 'USD'
        and amount_basis not in ('sought', 'people', 'households') as may_be_converted,
        cast(year(announced_latest) as varchar) as rate_year,
        case
            when '{{ exchange_rate_policy() }}' = 'monthly' and length(announced_stated) >= 7
                then substr(announced_stated, 1, 7)
        end as rate_month
    from pledges
),

-- The rate of the month, where policy and date allow it, before that of the year. A year that is
-- not over has the average of its days so far; the last of them stands beside the rate.
find_rates as (
    select
        find_periods.*,
        coalesce(rates_of_month.usd_per_unit, rates_of_year.usd_per_unit) as usd_per_unit,
        coalesce(rates_of_month.exchange_rate_period, rates_of_year.exchange_rate_period)
            as exchange_rate_period,
        case
            when rates_of_month.usd_per_unit is not null
                then rates_of_month.exchange_rate_last_date
            else rates_of_year.exchange_rate_last_date
        end as exchange_rate_last_date,
        coalesce(rates_of_month.exchange_rate_peg, rates_of_year.exchange_rate_peg)
            as exchange_rate_peg,
        case when rates_of_month.usd_per_unit is not null then 'monthly' else 'annual' end
            as rate_kind
    from find_periods
    left join exchange_rates as rates_of_month
        on
            find_periods.may_be_converted
            and find_periods.currency_code = rates_of_month.currency_code
            and find_periods.rate_month = rates_of_month.exchange_rate_period
    left join exchange_rates as rates_of_year
        on
            find_periods.may_be_converted
            and find_periods.currency_code = rates_of_year.currency_code
            and find_periods.rate_year = rates_of_year.exchange_rate_period
),

-- Ordered: the first case that fits is the method. A number that cannot be had is null, never 0.
choose_method as (
    select
        find_rates.*,
        cast(amount * usd_per_unit as decimal(38, 2)) as value_usd_converted,
        case
            when amount_basis = 'sought' then 'none_sought_not_pledged'
            when amount_basis in ('people', 'households') then 'none_counts_people_not_money'
            when value_usd_stated is not null then 'usd_given_by_source'
            when amount is null and amount_unread_because <> 'no_amount'
                then 'none_amount_not_read'
            when amount is null then 'none_no_amount_stated'
            when may_be_converted and usd_per_unit is null then 'none_no_exchange_rate'
            when may_be_converted and amount_basis = 'per_year'
                then 'usd_one_year_converted_at_' || rate_kind || '_average'
            when may_be_converted then 'usd_converted_at_' || rate_kind || '_average'
            when amount_basis = 'per_year' then 'usd_one_year_of_annual_amount'
            when amount_basis = 'in_kind' then 'usd_worth_of_gift_in_kind'
            else 'usd_as_stated'
        end as value_usd_method
    from find_rates
),

take_value as (
    select
        pledge_version_id,
        value_usd_method,
        cast(
            case
                when value_usd_method like 'none_%' then null
                when value_usd_method = 'usd_given_by_source' then value_usd_stated
                when may_be_converted then value_usd_converted
                else amount
            end
            as decimal(38, 2)
        ) as value_usd,
        value_usd_converted,
        usd_per_unit,
        exchange_rate_period,
        exchange_rate_last_date,
        exchange_rate_peg
    from choose_method
)

select * from take_value
