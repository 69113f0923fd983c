{#- What a person decided (CTE `reviews`), beside what it is about. -#}

{#- Name of what a decision is about; of a match it does not depend on which id is on the left. -#}
{% macro reviewed_subject(kind, left_id, right_id) -%}
{{ kind }} || ':' || case
    when {{ kind }} in ('same_entity', 'same_commitment') and {{ left_id }} > {{ right_id }}
        then {{ right_id }} || '|' || {{ left_id }}
    else {{ left_id }} || '|' || {{ right_id }}
end
{%- endmacro %}

{#- The decision in a select list; open while nobody has taken one. -#}
{% macro decision_columns() -%}
coalesce(reviews.decision, 'open') as decision,
        reviews.decision_why,
        reviews.decided_by,
        reviews.decided_on
{%- endmacro %}

{#- Joins the decision about each of some suspicions: what one is about, and its rule. -#}
{% macro join_decisions(suspicions, kind, subject_id) -%}
left join reviews
        on
            reviews.subject_kind = '{{ kind }}'
            and {{ suspicions }}.{{ subject_id }} = reviews.left_id
            and {{ suspicions }}.rule = reviews.right_id
{%- endmacro %}

{#-
Two CTEs that follow proposed pairs (CTE `describe_matches`): add_named_pairs lists a pair that a person
named without being asked too, join_decisions adds what was decided about each, with the ids on the
sides on which the person put them. `unproposed` has columns that only one kind of match has, with
their value for a pair that no rule proposed.
-#}
{% macro decide_matches(kind, unproposed={}) -%}
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
        {%- for column, value in unproposed.items() %},
        {{ value }} as {{ column }}
        {%- endfor %}
    from reviews
    left join describe_matches
        on
            reviews.reviewed_subject
            = {{ reviewed_subject('describe_matches.match_kind', 'describe_matches.left_id', 'describe_matches.right_id') }}
    where reviews.subject_kind = '{{ kind }}' and describe_matches.left_id is null
),

join_decisions as (
    select
        matches.match_kind,
        coalesce(reviews.left_id, matches.left_id) as left_id,
        coalesce(reviews.right_id, matches.right_id) as right_id,
        matches.rule,
        matches.is_strong,
        matches.similarity,
        matches.evidence,
        {%- for column in unproposed %}
        matches.{{ column }},
        {%- endfor %}
        {{ decision_columns() }}
    from add_named_pairs as matches
    left join reviews
        on
            {{ reviewed_subject('matches.match_kind', 'matches.left_id', 'matches.right_id') }}
            = reviews.reviewed_subject
)
{%- endmacro %}
