-- A list of its own: the rules that propose pairs, those of one kind from the surest down. What a rule
-- looks at is in the model of its kind; how much it is worth, here and nowhere else.
with

list_rules as (
    select
        rules.match_kind,
        rules.rule,
        cast(rules.rule_rank as integer) as rule_rank,
        rules.is_strong,
        rules.may_hold
    from (
        values
        ('same_entity', 'same_name_but_for_form', 1, true, false),
        ('same_entity', 'same_acronym_in_brackets', 2, true, false),
        ('same_entity', 'acronym_in_brackets', 3, true, false),
        ('same_entity', 'close_spelling', 4, false, false),
        ('same_commitment', 'same_amount_title_places_and_period', 1, true, true),
        ('same_commitment', 'same_entity_amount_and_title', 2, true, true),
        ('same_commitment', 'same_entity_amount_and_places', 3, true, true),
        ('same_commitment', 'same_entity_title_and_places', 4, true, true),
        ('same_commitment', 'same_title_places_and_period', 5, false, false),
        ('same_commitment', 'same_entity_and_amount', 6, false, false),
        ('same_commitment', 'same_entity_and_close_value', 7, false, false),
        ('same_commitment', 'same_entity_and_title', 8, false, false)
    ) as rules (match_kind, rule, rule_rank, is_strong, may_hold)
)

select * from list_rules
