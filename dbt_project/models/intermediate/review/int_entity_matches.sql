with

pledge_entities as (
    select * from {{ ref('stg_pledge_entities') }}
),

pledges as (
    select * from {{ ref('stg_pledges') }}
),

reviews as (
    select * from {{ ref('stg_reviews') }}
),

match_rules as (
    select * from {{ ref('int_match_rules') }}
),

list_spellings as (
    select
        pledge_entities.unmerged_entity_id as entity_id,
        pledge_entities.entity_stated as spelling,
        min(pledges.announced_latest) as first_announced_on
    from pledge_entities
    inner join pledges on pledge_entities.pledge_version_id = pledges.pledge_version_id
    group by pledge_entities.unmerged_entity_id, pledge_entities.entity_stated
),

fold_spellings as (
    select
        entity_id,
        spelling,
        min(first_announced_on) over (partition by entity_id) as first_announced_on,
        {{ fold_entity_name(without_brackets('spelling')) }} as folded_name,
        {{ fold_text(within_brackets('spelling')) }} as folded_acronym
    from list_spellings
),

-- Every name with every other: there are hundreds of entities, not millions. The entity known
-- longer stands on the right.
pair_spellings as (
    select
        newer.entity_id as left_id,
        older.entity_id as right_id,
        newer.spelling as left_spelling,
        older.spelling as right_spelling,
        newer.folded_name as left_name,
        older.folded_name as right_name,
        newer.folded_acronym as left_acronym,
        older.folded_acronym as right_acronym,
        {{ text_similarity('newer.folded_name', 'older.folded_name') }} as name_similarity
    from fold_spellings as newer
    inner join fold_spellings as older
        on
            newer.entity_id <> older.entity_id
            and (
                newer.first_announced_on > older.first_announced_on
                or (
                    newer.first_announced_on = older.first_announced_on
                    and newer.entity_id > older.entity_id
                )
            )
),

apply_rules as (
    select
        left_id,
        right_id,
        left_spelling,
        right_spelling,
        name_similarity,
        case
            when left_name = right_name then 'same_name_but_for_form'
            when left_acronym = right_acronym then 'same_acronym_in_brackets'
            when left_acronym = right_name or right_acronym = left_name then 'acronym_in_brackets'
            when
                name_similarity >= {{ var('match_min_name_similarity') }}
                and length(left_name) >= 5 and length(right_name) >= 5
                then 'close_spelling'
        end as rule
    from pair_spellings
),

choose_best_spellings as (
    select
        apply_rules.*,
        match_rules.is_strong,
        row_number() over (
            partition by apply_rules.left_id, apply_rules.right_id
            order by
                match_rules.rule_rank asc, apply_rules.name_similarity desc,
                apply_rules.left_spelling asc, apply_rules.right_spelling asc
        ) as spelling_order
    from apply_rules
    inner join match_rules on apply_rules.rule = match_rules.rule
),

describe_matches as (
    select
        'same_entity' as match_kind,
        left_id,
        right_id,
        rule,
        is_strong,
        name_similarity as similarity,
        left_spelling || ' / ' || right_spelling as evidence
    from choose_best_spellings
    where spelling_order = 1
),

{{ decide_matches('same_entity') }}

select * from join_decisions
