with

reasons as (
    select * from {{ ref('int_matchmaking_reasons') }}
),

-- The id only makes the order the same each time.
rank_candidates as (
    select
        reasons.*,
        row_number() over (
            partition by as_of_date, country_iso3
            order by {{ order_of_candidates() }}, entity_id asc
        ) as candidate_rank
    from reasons
),

keep_first_candidates as (
    select * from rank_candidates
    where candidate_rank <= {{ var('matchmaking_max_candidates') }}
),

-- The parts of the sentence: for where, how far from the country, what for, and whether still open.
write_parts as (
    select
        keep_first_candidates.*,
        case distance_rank
            when 1 then 'stated_region'
            when 2 then 'same_subregion'
            when 3 then 'country_list'
            when 4 then 'same_itu_region'
            else 'worldwide'
        end as distance,
        case
            when partners = 0 then ''
            when partners = 1 then ' and a partner'
            else ' and ' || cast(partners as varchar) || ' partners'
        end as with_whom,
        case
            when value_usd is null then ' pledged'
            when value_usd >= 1000000000
                then ' pledged US$ ' || cast(cast(value_usd / 1e9 as decimal(18, 2)) as varchar) || ' billion'
            when value_usd >= 100000
                then ' pledged US$ ' || cast(cast(value_usd / 1e6 as decimal(18, 2)) as varchar) || ' million'
            else ' pledged US$ ' || cast(cast(value_usd as decimal(18, 0)) as varchar)
        end as pledged,
        case distance_rank
            when 1 then 'for ' || reached_through || ' without naming ' || country_name
            when 2 then 'in ' || reached_through || ', of the same subregion as ' || country_name
            when 3
                then
                    'for the countries listed as ' || reached_through || ', ' || country_name
                    || ' among them'
            when 4 then 'in ' || reached_through || ', of the same ITU region as ' || country_name
            else 'worldwide'
        end as for_whom,
        case when value_usd is null then ', no value stated' else '' end as without_value,
        case
            when focus_area is null then 'it states no focus area'
            when largest_gap_focus_area is null
                then 'its focus is ' || lower(focus_area) || ', the largest gap of the country is not known'
            when focus_meets_largest_gap
                then 'its focus, ' || lower(focus_area) || ', is the largest gap there'
            else
                'its focus is ' || lower(focus_area) || ', the largest gap there '
                || lower(largest_gap_focus_area)
        end as what_for,
        case
            when is_completed then 'it is reported as completed'
            when is_open then 'it runs until the end of ' || cast(period_end_year as varchar)
            when not is_open then 'its period ended with ' || cast(period_end_year as varchar)
            else 'it states no end'
        end as until_when
    from keep_first_candidates
),

write_sentences as (
    select
        as_of_date,
        is_latest,
        country_iso3,
        country_name,
        is_ldc,
        is_underserved,
        candidate_rank,
        entity_id,
        entity_name,
        sector,
        entity_country_iso3,
        distance,
        distance_rank,
        reached_through,
        focus_area,
        focus_meets_largest_gap,
        value_usd,
        period_end_year,
        is_open,
        pledge_id,
        pledge_title,
        partners,
        pledges_within_reach,
        largest_gap_focus_area,
        largest_gap_pct,
        needs_stated,
        offline_people,
        cast(internet_use_pct as decimal(18, 4)) as internet_use_pct,
        value_usd_naming_country_equal_split,
        entity_name || with_whom || pledged || ' ' || for_whom || without_value || '; ' || what_for
        || '; ' || until_when || '.' as sentence,
        as_of_date as membership_as_of
    from write_parts
)

select * from write_sentences
order by as_of_date desc, is_ldc desc, country_iso3 asc, candidate_rank asc
