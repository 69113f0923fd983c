"""Queries a release carries in `meta.example_queries`, to be copied, run and changed.

Each runs on a released file as it is; queries of a single use belong in the documentation.
"""

from __future__ import annotations

EXAMPLE_QUERIES: tuple[tuple[str, str], ...] = (
    (
        "Value by country group under the three counting rules, today",
        "select group_name, pledges, value_usd_any_member, value_usd_equal_split,\n"
        "       value_usd_need_weighted, is_additive, membership_as_of\n"
        "from marts.pledge_value_by_country_group\n"
        "where is_latest\n"
        "order by display_order",
    ),
    (
        "Where pledges go, country by country, and what no country can be given",
        "select place_name, pledges, value_usd_any_member, value_usd_equal_split,\n"
        "       value_share_pct_equal_split, value_usd_need_weighted\n"
        "from marts.pledge_value_by_country\n"
        "where is_latest and pledges > 0\n"
        "order by value_usd_equal_split desc nulls last",
    ),
    (
        "How far LDC, LLDC and SIDS overlap",
        "select group_name, other_group_name, countries_in_both, pledges, value_usd_any_member\n"
        "from marts.country_group_overlaps\n"
        "where is_latest and group_code in ('LDC', 'LLDC', 'SIDS')\n"
        "  and other_group_code in ('LDC', 'LLDC', 'SIDS')\n"
        "order by display_order, other_display_order",
    ),
    (
        "Pledges by sector, and how many of the classifications are a reading",
        "select member, pledges, pledges_inferred, value_usd, pledges_share_pct, value_share_pct\n"
        "from marts.pledge_breakdowns\n"
        "where is_latest and dimension = 'sector'\n"
        "order by value_usd desc nulls last",
    ),
    (
        "How much of the value lies in a few pledges",
        "select as_of_date, pledges_with_value_usd, median_value_usd, mean_value_usd,\n"
        "       largest_pledge_id, largest_share_pct, top_5_share_pct, top_20_share_pct\n"
        "from marts.pledge_concentration\n"
        "order by as_of_date",
    ),
    (
        "Whether pledges move: of those reported on, and of all",
        "select sector, pledges, pledges_reported, response_rate_pct, pledges_on_track,\n"
        "       on_track_share_of_reported_pct, on_track_share_of_all_pct, pledges_completed,\n"
        "       pledges_overdue, pledges_silent_over_a_year\n"
        "from marts.implementation_status\n"
        "where is_latest\n"
        "order by sector = 'all' desc, pledges desc",
    ),
    (
        "Champions, their pledges and the latest report on each",
        "select entity_name, title, value_usd, latest_status, latest_reported_on,\n"
        "       report_null_reason\n"
        "from marts.champions\n"
        "where is_latest\n"
        "order by entity_name, title",
    ),
    (
        "The figures of the announcement of 12 December 2023, published and computed",
        "select statement, published_bound, published_value, computed_value, unit, verdict\n"
        "from marts.announcement_figures\n"
        "order by display_order",
    ),
    (
        "Where published totals contradict one another, and what the pledges held give",
        "select disagreement_id, as_of_date, metric, member, value_stated, computed_value,\n"
        "       coverage_pct, verdict, known_disagreement\n"
        "from marts.published_totals_reconciliation\n"
        "where disagreement_id is not null\n"
        "order by disagreement_id, as_of_date, metric",
    ),
    (
        "Progress to the target over time",
        "select as_of_date, value_usd, published_value_usd, target_usd,\n"
        "       progress_to_target_pct, coverage_pct\n"
        "from marts.pledge_totals\n"
        "order by as_of_date",
    ),
    (
        "How many least developed countries meet the affordability target",
        "select basket, reference_year, operator, threshold_pct, economies_meeting,\n"
        "       economies_with_data, economies_meeting_list\n"
        "from marts.affordability_by_country_group\n"
        "where group_code = 'LDC'\n"
        "order by basket, reference_year desc, operator",
    ),
    (
        "Women and men online, and the gender parity score as published and as made of the shares",
        "select group_name, reference_year, edition, published_first_pct as women_pct,\n"
        "       published_second_pct as men_pct, published_gap_points, ratio_of_published,\n"
        "       published_ratio, published_gap_null_reason\n"
        "from marts.connectivity_gaps\n"
        "where gap_kind = 'women_men' and indicator = 'individuals_using_internet'\n"
        "order by group_code, edition desc, reference_year desc",
    ),
    (
        "Coverage by 4G as published in each edition, beside what country data give",
        "select group_name, reference_year, edition, published_value, computed_value,\n"
        "       population_covered_pct, observation_vintage, membership_as_of\n"
        "from marts.connectivity_by_country_group\n"
        "where indicator = 'population_covered_4g'\n"
        "order by group_code, reference_year desc, edition desc",
    ),
    (
        "Least developed countries in which 5 GB cost most, as multiples of the target",
        "select country_name, basket, price_pct_gni, price_usd, times_the_2pct_target, is_lldc,\n"
        "       is_sids, is_experimental, vintage\n"
        "from marts.affordability_by_country\n"
        "where is_ldc and basket like '%5gb%' and reference_year = 2025\n"
        "order by times_the_2pct_target desc nulls last",
    ),
    (
        "Underserved countries: people offline, price of 5 GB, US$ pledged for each person",
        "select country_name, itu_region, offline_people, internet_use_pct,\n"
        "       cheapest_5gb_gap_to_2pct_points, people_not_covered_4g, value_usd_equal_split,\n"
        "       usd_per_offline_person_equal_split, need_rank, underserved_rule\n"
        "from marts.pledges_and_need_by_country\n"
        "where is_latest and is_underserved\n"
        "order by need_rank",
    ),
    (
        "Need and pledges of LDCs, LLDCs, SIDS and their union, at the announcement and today",
        "select as_of_date, group_name, countries_in_group, offline_people, internet_use_pct,\n"
        "       countries_meeting_le_2pct, countries_with_price, people_not_covered_4g,\n"
        "       usd_per_offline_person_any_member, usd_per_offline_person_equal_split,\n"
        "       underserved_countries\n"
        "from marts.pledges_and_need_by_country_group\n"
        "where group_code in ('LDC', 'LLDC', 'SIDS', 'LDC_LLDC_SIDS')\n"
        "order by as_of_date desc, display_order",
    ),
    (
        "Whom to introduce to the underserved countries, and why",
        "select country_name, candidate_rank, entity_name, sector, reasons, same_itu_region,\n"
        "       same_income_group, shares_country_group, needs_stated, similar_countries,\n"
        "       value_usd_in_similar_countries\n"
        "from marts.matchmaking_candidates\n"
        "where is_latest and candidate_rank <= 3\n"
        "order by country_name, candidate_rank",
    ),
    (
        "What a column means",
        "select table_name, column_name, data_type, comment\n"
        "from duckdb_columns()\n"
        "where schema_name = 'marts'\n"
        "order by table_name, column_index",
    ),
)
"""Title and SQL of each query."""
