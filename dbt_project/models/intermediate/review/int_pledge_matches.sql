with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

pledge_values as (
    select * from {{ ref('int_pledge_values_in_usd') }}
),

pledge_entities as (
    select * from {{ ref('stg_pledge_entities') }}
),

entity_matches as (
    select * from {{ ref('int_entity_matches') }}
),

version_files as (
    select * from {{ ref('int_pledge_version_files') }}
),

commitments as (
    select * from {{ source('raw', 'commitments') }}
),

reviews as (
    select * from {{ ref('stg_reviews') }}
),

match_rules as (
    select * from {{ ref('int_match_rules') }}
),

find_origins as (
    select
        pledge_version_id,
        max(cast(is_bundled as integer)) = 1 as is_bundled,
        min(source_sha256) as first_file
    from version_files
    group by pledge_version_id
),

-- Of two pledges the one that counts first stands on the right: that of the snapshot before that
-- of a submission, then the one announced earlier.
describe_pledges as (
    select
        pledges.pledge_id,
        row_number() over (
            order by
                max(cast(find_origins.is_bundled as integer)) desc,
                min(pledges.announced_latest) asc,
                pledges.pledge_id asc
        ) as place_in_line
    from pledges
    inner join find_origins on pledges.pledge_version_id = find_origins.pledge_version_id
    group by pledges.pledge_id
),

describe_versions as (
    select
        pledges.pledge_version_id,
        pledges.pledge_id,
        coalesce(commitments.commitment_id, pledges.commitment_id) as commitment_id,
        find_origins.is_bundled,
        find_origins.first_file,
        describe_pledges.place_in_line,
        {{ fold_text('pledges.title') }} as folded_title,
        {{ numbers_within('pledges.title') }} as numbers_in_title,
        {{ join_sorted_items('pledges.places', '|') }} as sorted_places,
        pledges.amount,
        pledges.currency_code,
        pledges.amount_basis,
        pledges.period_stated,
        pledges.period_start_year,
        pledges.period_end_year,
        pledge_values.value_usd
    from pledges
    inner join pledge_values on pledges.pledge_version_id = pledge_values.pledge_version_id
    inner join find_origins on pledges.pledge_version_id = find_origins.pledge_version_id
    inner join describe_pledges on pledges.pledge_id = describe_pledges.pledge_id
    left join commitments on pledges.pledge_id = commitments.pledge_id
),

-- Entities that may be one stand for each other here, as long as nobody has said that they are not.
list_entities as (
    select
        pledge_version_id,
        entity_id
    from pledge_entities
    union distinct
    select
        pledge_entities.pledge_version_id,
        entity_matches.right_id as entity_id
    from pledge_entities
    inner join entity_matches on pledge_entities.unmerged_entity_id = entity_matches.left_id
    where entity_matches.decision = 'open'
),

share_an_entity as (
    select distinct
        newer.pledge_version_id as left_version_id,
        older.pledge_version_id as right_version_id
    from list_entities as newer
    inner join list_entities as older
        on newer.entity_id = older.entity_id and newer.pledge_version_id <> older.pledge_version_id
),

share_title_places_and_period as (
    select
        newer.pledge_version_id as left_version_id,
        older.pledge_version_id as right_version_id
    from describe_versions as newer
    inner join describe_versions as older
        on
            newer.folded_title = older.folded_title
            and newer.sorted_places = older.sorted_places
            and newer.period_start_year is not distinct from older.period_start_year
            and newer.period_end_year is not distinct from older.period_end_year
            and (
                newer.period_end_year is not null
                or newer.period_stated is not distinct from older.period_stated
            )
            and newer.pledge_id <> older.pledge_id
),

list_pairs as (
    select * from share_an_entity
    union distinct
    select * from share_title_places_and_period
),

compare_pairs as (
    select
        newer.pledge_id as left_id,
        older.pledge_id as right_id,
        newer.pledge_version_id as left_version_id,
        older.pledge_version_id as right_version_id,
        share_an_entity.left_version_id is not null as same_entity,
        share_title_places_and_period.left_version_id is not null as same_title_places_and_period,
        newer.amount = older.amount
        and coalesce(newer.currency_code, '') = coalesce(older.currency_code, '') as same_amount,
        newer.amount is null and older.amount is null as no_amounts,
        coalesce(
            abs(cast(newer.value_usd as double) - cast(older.value_usd as double)) * 100
            <= {{ var('match_value_tolerance_pct') }}
            * greatest(cast(newer.value_usd as double), cast(older.value_usd as double)),
            false
        ) as close_value,
        newer.sorted_places = older.sorted_places as same_places,
        newer.first_file = older.first_file as same_file,
        newer.numbers_in_title = older.numbers_in_title as same_numbers,
        {{ text_similarity('newer.folded_title', 'older.folded_title') }} as title_similarity,
        newer.is_bundled and older.is_bundled as both_are_bundled
    from list_pairs
    inner join describe_versions as newer on list_pairs.left_version_id = newer.pledge_version_id
    inner join describe_versions as older on list_pairs.right_version_id = older.pledge_version_id
    left join share_an_entity
        on
            list_pairs.left_version_id = share_an_entity.left_version_id
            and list_pairs.right_version_id = share_an_entity.right_version_id
    left join share_title_places_and_period
        on
            list_pairs.left_version_id = share_title_places_and_period.left_version_id
            and list_pairs.right_version_id = share_title_places_and_period.right_version_id
    where
        newer.pledge_id <> older.pledge_id
        and newer.commitment_id <> older.commitment_id
        and newer.place_in_line > older.place_in_line
),

judge_likeness as (
    select
        compare_pairs.*,
        title_similarity >= {{ var('match_min_title_similarity') }} as similar_title
    from compare_pairs
),

-- Phase 1 and phase 2 have nearly one title and are two pledges; so have two pledges of one place
-- that an entity hands in side by side under numbers of its own. Such pairs are listed, no more.
apply_rules as (
    select
        judge_likeness.*,
        case
            when same_amount and same_title_places_and_period then 'same_amount_title_places_and_period'
            when same_entity and same_amount and similar_title and same_numbers
                then 'same_entity_amount_and_title'
            when same_entity and same_amount and same_places and not same_file
                then 'same_entity_amount_and_places'
            when same_entity and no_amounts and similar_title and same_numbers and same_places
                then 'same_entity_title_and_places'
            when same_title_places_and_period then 'same_title_places_and_period'
            when same_entity and same_amount then 'same_entity_and_amount'
            when same_entity and close_value then 'same_entity_and_close_value'
            when same_entity and similar_title then 'same_entity_and_title'
        end as rule
    from judge_likeness
),

rank_rules as (
    select
        apply_rules.*,
        match_rules.rule_rank,
        match_rules.is_strong,
        match_rules.may_hold as rule_may_hold
    from apply_rules
    inner join match_rules on apply_rules.rule = match_rules.rule
),

choose_best_versions as (
    select
        rank_rules.*,
        max(case when rule_may_hold and not both_are_bundled then 1 else 0 end) over (
            partition by left_id, right_id
        ) = 1 as may_hold,
        row_number() over (
            partition by left_id, right_id
            order by
                rule_rank asc, both_are_bundled asc, title_similarity desc,
                left_version_id desc, right_version_id desc
        ) as version_order
    from rank_rules
),

describe_matches as (
    select
        'same_commitment' as match_kind,
        left_id,
        right_id,
        rule,
        is_strong,
        title_similarity as similarity,
        left_version_id || ' / ' || right_version_id || ': '
        || concat_ws(
            ', ',
            case when same_entity then 'same entity' end,
            case when same_amount then 'same amount' end,
            case when close_value and not coalesce(same_amount, false) then 'close value' end,
            case when similar_title then 'similar title' end,
            case when same_places then 'same places' end,
            case when same_title_places_and_period then 'same period' end
        ) as evidence,
        may_hold
    from choose_best_versions
    where version_order = 1
),

{{ decide_matches('same_commitment', unproposed={'may_hold': 'false'}) }}

select * from join_decisions
