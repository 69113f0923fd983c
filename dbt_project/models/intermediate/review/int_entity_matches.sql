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
        row_number() over (
            partition by left_id, right_id
            order by
                case rule
                    when 'same_name_but_for_form' then 1
                    when 'same_acronym_in_brackets' then 2
                    when 'acronym_in_brackets' then 3
                    else 4
                end asc,
                name_similarity desc, left_spelling asc, right_spelling asc
        ) as spelling_order
    from apply_rules
    where rule is not null
),

describe_matches as (
    select
        'same_entity' as match_kind,
        left_id,
        right_id,
        rule,
        rule <> 'close_spelling' as is_strong,
        name_similarity as similarity,
        left_spelling || ' / ' || right_spelling as evidence
    from choose_best_spellings
    where spelling_order = 1
),

-- A pair that a person named without being asked is listed too.
add_named_pairs as (
    select * from describe_matches
    union all
    select
        reviews.subject_kind as match_kind,
        reviews.left_id,
        reviews.right_id,
        'named_by_a_reviewer' as rule,
        false as is_strong,
        cast(null as decimal(5, 4)) as similarity,
        'No rule proposed the pair' as evidence
    from reviews
    left join describe_matches
        on
            reviews.reviewed_subject
            = {{ match_subject('describe_matches') }}
    where reviews.subject_kind = 'same_entity' and describe_matches.left_id is null
),

join_decisions as (
    select
        add_named_pairs.match_kind,
        coalesce(reviews.left_id, add_named_pairs.left_id) as left_id,
        coalesce(reviews.right_id, add_named_pairs.right_id) as right_id,
        add_named_pairs.rule,
        add_named_pairs.is_strong,
        add_named_pairs.similarity,
        add_named_pairs.evidence,
        coalesce(reviews.decision, 'open') as decision,
        reviews.decision_why,
        reviews.decided_by,
        reviews.decided_on
    from add_named_pairs
    left join reviews
        on
            {{ match_subject('add_named_pairs') }}
            = reviews.reviewed_subject
)

select * from join_decisions
