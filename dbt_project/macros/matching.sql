{#-
How names and titles are compared, and how decided pairs become groups. What differs between SQL
engines is dispatched by adapter.
-#}

{#- Words of a text in lower case, without accents and signs, one blank between them. -#}
{% macro fold_text(column) %}{{ return(adapter.dispatch('fold_text', 'p2c')(column)) }}{% endmacro %}
{% macro default__fold_text(column) %}
trim(regexp_replace(lower(strip_accents(nfc_normalize({{ column }}))), '[^\p{L}\p{M}\p{N}]+', ' ', 'g'))
{% endmacro %}

{#- The numbers that stand in a text, one blank between them. -#}
{% macro numbers_within(column) %}{{ return(adapter.dispatch('numbers_within', 'p2c')(column)) }}{% endmacro %}
{% macro default__numbers_within(column) %}trim(regexp_replace({{ column }}, '\D+', ' ', 'g')){% endmacro %}

{#- A name without what is in brackets. -#}
{% macro without_brackets(column) %}{{ return(adapter.dispatch('without_brackets', 'p2c')(column)) }}{% endmacro %}
{% macro default__without_brackets(column) %}regexp_replace({{ column }}, '\([^)]*\)', ' ', 'g'){% endmacro %}

{#- What is in the first brackets of a name, null when there are none. -#}
{% macro within_brackets(column) %}{{ return(adapter.dispatch('within_brackets', 'p2c')(column)) }}{% endmacro %}
{% macro default__within_brackets(column) %}nullif(regexp_extract({{ column }}, '\(([^)]*)\)', 1), ''){% endmacro %}

{#- The words of an entity's name that tell it from others: folded, without legal forms, in the
order of the alphabet. A name of nothing but legal forms keeps them. -#}
{% macro fold_entity_name(column) %}{{ return(adapter.dispatch('fold_entity_name', 'p2c')(column)) }}{% endmacro %}
{% macro default__fold_entity_name(column) -%}
{%- set forms = [
    'ag', 'association', 'bv', 'co', 'company', 'corp', 'corporation', 'foundation', 'fundacion',
    'fondation', 'gmbh', 'group', 'groupe', 'grupo', 'holding', 'holdings', 'inc', 'incorporated',
    'limited', 'llc', 'ltd', 'nv', 'oy', 'plc', 'pjsc', 'pte', 'pty', 'sa', 'sarl', 'spa', 'the',
] -%}
array_to_string(
    list_sort(
        string_split(
            coalesce(
                nullif(
                    trim(regexp_replace(
                        regexp_replace({{ fold_text(column) }}, '\b({{ forms | join("|") }})\b', ' ', 'g'),
                        ' +', ' ', 'g'
                    )),
                    ''
                ),
                {{ fold_text(column) }}
            ),
            ' '
        )
    ),
    ' '
)
{%- endmacro %}

{#- Likeness of two texts from 0 to 1; beginnings weigh more. -#}
{% macro text_similarity(left_text, right_text) %}{{ return(adapter.dispatch('text_similarity', 'p2c')(left_text, right_text)) }}{% endmacro %}
{% macro default__text_similarity(left_text, right_text) %}
cast(jaro_winkler_similarity({{ left_text }}, {{ right_text }}) as decimal(5, 4))
{% endmacro %}

{#- Items of a list column as one text that does not depend on their order. -#}
{% macro join_sorted_items(list_column, separator) %}{{ return(adapter.dispatch('join_sorted_items', 'p2c')(list_column, separator)) }}{% endmacro %}
{% macro default__join_sorted_items(list_column, separator) %}array_to_string(list_sort({{ list_column }}), '{{ separator }}'){% endmacro %}

{#-
Three CTEs that follow accepted pairs (CTE `links`: left_id, right_id) from id to id, however they
chain; the last one, find_roots, has one row per id with the id that its group goes by: one that is
never merged itself. Needs `with recursive`.
-#}
{% macro group_linked_ids() -%}
list_edges as (
    select left_id as from_id, right_id as to_id from links
    union distinct
    select right_id as from_id, left_id as to_id from links
),

follow_edges as (
    select from_id, to_id from list_edges
    union distinct
    select follow_edges.from_id, list_edges.to_id
    from follow_edges
    inner join list_edges on follow_edges.to_id = list_edges.from_id
),

find_roots as (
    select
        follow_edges.from_id as linked_id,
        coalesce(
            min(case when merged.left_id is null then follow_edges.to_id end),
            min(follow_edges.to_id)
        ) as root_id
    from follow_edges
    left join (select distinct left_id from links) as merged on follow_edges.to_id = merged.left_id
    group by follow_edges.from_id
)
{%- endmacro %}
