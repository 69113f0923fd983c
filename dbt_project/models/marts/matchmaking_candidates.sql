with

reasons as (
    select * from {{ ref('int_matchmaking_reasons') }}
),

-- The order is that of the reasons and the pledges behind them; the id only makes it the same each time.
rank_candidates as (
    select
        reasons.*,
        row_number() over (
            partition by as_of_date, country_iso3
            order by
                reasons desc,
                pledges_in_similar_countries desc,
                value_usd_in_similar_countries desc nulls last,
                entity_id asc
        ) as candidate_rank
    from reasons
    where reasons > 0
),

keep_first_candidates as (
    select
        as_of_date,
        is_latest,
        country_iso3,
        country_name,
        candidate_rank,
        entity_id,
        entity_name,
        sector,
        entity_country_iso3,
        reasons,
        same_itu_region,
        same_income_group,
        shares_country_group,
        focus_area_meets_need,
        needs_stated,
        pledges_in_similar_countries,
        similar_countries,
        value_usd_in_similar_countries,
        as_of_date as membership_as_of
    from rank_candidates
    where candidate_rank <= {{ var('matchmaking_max_candidates') }}
)

select * from keep_first_candidates
order by as_of_date desc, country_iso3 asc, candidate_rank asc
