with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

countries as (
    select * from {{ ref('dim_countries') }}
),

summary as (
    select * from {{ ref('int_pledges_summarised_by_country') }}
),

totals as (
    select * from {{ ref('int_totals_at_dates') }}
),

coverage as (
    select * from {{ ref('int_coverage_at_dates') }}
),

list_places as (
    select
        country_iso3 as place_code,
        country_iso3,
        country_name as place_name
    from countries
    union all
    select
        'UNALLOCATED' as place_code,
        cast(null as varchar) as country_iso3,
        'Not allocated to countries' as place_name
),

list_place_rows as (
    select
        reporting_dates.as_of_date,
        reporting_dates.is_latest,
        list_places.*
    from reporting_dates
    cross join list_places
),

fill_places_without_pledges as (
    select
        list_place_rows.as_of_date,
        list_place_rows.is_latest,
        list_place_rows.place_code,
        list_place_rows.country_iso3,
        list_place_rows.place_name,
        coalesce(summary.pledges, 0) as pledges,
        coalesce(summary.pledges_naming_country, 0) as pledges_naming_country,
        coalesce(summary.pledges_without_value_usd, 0) as pledges_without_value_usd,
        coalesce(summary.entities, 0) as entities,
        -- No pledge is 0; pledges of which none states a value are null, since 0 is not known.
        {{ zero_without_pledges('summary', 'value_usd_any_member') }} as value_usd_any_member,
        cast(
            case
                when coalesce(summary.pledges_naming_country, 0) = 0 then 0
                else summary.value_usd_naming_country
            end as decimal(38, 2)
        ) as value_usd_naming_country,
        cast(
            case
                when coalesce(summary.pledges_naming_country, 0) = 0 then 0
                else summary.value_usd_naming_country_equal_split
            end as decimal(38, 2)
        ) as value_usd_naming_country_equal_split,
        summary.largest_pledge_naming_country_equal_split,
        coalesce(summary.pledges_naming_country_without_share, 0)
            as pledges_naming_country_without_share,
        {{ zero_without_pledges('summary', 'value_usd_equal_split') }} as value_usd_equal_split,
        {{ share_null_reason('summary', 'value_usd_equal_split', 'places_not_named') }}
            as equal_split_null_reason,
        {{ zero_without_pledges('summary', 'value_usd_need_weighted') }} as value_usd_need_weighted,
        {{ share_null_reason('summary', 'value_usd_need_weighted', 'need_not_known') }}
            as need_weighted_null_reason
    from list_place_rows
    left join summary
        on
            list_place_rows.as_of_date = summary.as_of_date
            and list_place_rows.place_code = summary.place_code
),

-- The cents handed out under the additive rules add up over all places, so all rows are additive.
add_shares as (
    select
        filled.*,
        {{ if_comparable(percent_of('filled.pledges', 'totals.pledges')) }} as pledges_share_pct,
        {{ if_comparable(percent_of('filled.value_usd_any_member', 'totals.value_usd')) }}
            as value_share_pct_any_member,
        {{ if_comparable(percent_of('filled.value_usd_equal_split', 'totals.value_usd')) }}
            as value_share_pct_equal_split,
        {{ if_comparable(percent_of('filled.value_usd_need_weighted', 'totals.value_usd')) }}
            as value_share_pct_need_weighted,
        coverage.share_null_reason,
        true as is_additive
    from fill_places_without_pledges as filled
    left join totals on filled.as_of_date = totals.as_of_date
    left join coverage on filled.as_of_date = coverage.as_of_date
)

select * from add_shares
order by as_of_date desc, place_code asc
