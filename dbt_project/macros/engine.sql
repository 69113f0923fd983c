{#-
Everything that differs between SQL engines is here, dispatched by adapter, so that no model
has to know which engine runs it.
-#}

{#- One row per item of a list column, in the select list. -#}
{% macro explode(list_column) %}{{ return(adapter.dispatch('explode', 'p2c')(list_column)) }}{% endmacro %}
{% macro default__explode(list_column) %}unnest({{ list_column }}){% endmacro %}

{#- Places of the items of a list column, from 1 up; beside explode in one select list. -#}
{% macro explode_positions(list_column) %}{{ return(adapter.dispatch('explode_positions', 'p2c')(list_column)) }}{% endmacro %}
{% macro default__explode_positions(list_column) %}unnest(generate_series(1, len({{ list_column }}))){% endmacro %}

{#- One field of a structured column. -#}
{% macro field_of(column, field) %}{{ return(adapter.dispatch('field_of', 'p2c')(column, field)) }}{% endmacro %}
{% macro default__field_of(column, field) %}struct_extract({{ column }}, '{{ field }}'){% endmacro %}

{#- Hash of what a row of a table holds in all its columns but some; a null differs from any text. -#}
{% macro content_hash(table, but) %}{{ return(adapter.dispatch('content_hash', 'p2c')(table, but)) }}{% endmacro %}
{% macro default__content_hash(table, but) %}md5(cast(row(*columns({{ table }}.* exclude ({{ but | join(', ') }}))) as varchar)){% endmacro %}

{#- First item of a list column. -#}
{% macro first_item(list_column) %}{{ return(adapter.dispatch('first_item', 'p2c')(list_column)) }}{% endmacro %}
{% macro default__first_item(list_column) %}{{ list_column }}[1]{% endmacro %}

{#- Last item of a list column. -#}
{% macro last_item(list_column) %}{{ return(adapter.dispatch('last_item', 'p2c')(list_column)) }}{% endmacro %}
{% macro default__last_item(list_column) %}{{ list_column }}[-1]{% endmacro %}

{#- True when a list column holds an item; null when there is no list. -#}
{% macro has_item(list_column, item) %}{{ return(adapter.dispatch('has_item', 'p2c')(list_column, item)) }}{% endmacro %}
{% macro default__has_item(list_column, item) %}list_contains({{ list_column }}, {{ item }}){% endmacro %}

{#- Text of the items of a list column, in their order. -#}
{% macro join_items(list_column, separator) %}{{ return(adapter.dispatch('join_items', 'p2c')(list_column, separator)) }}{% endmacro %}
{% macro default__join_items(list_column, separator) %}array_to_string({{ list_column }}, '{{ separator }}'){% endmacro %}

{#- Text of all values of a group, ordered, separated by a comma and a blank unless another separator is given. -#}
{% macro join_texts(column, separator=', ') %}{{ return(adapter.dispatch('join_texts', 'p2c')(column, separator)) }}{% endmacro %}
{% macro default__join_texts(column, separator) %}string_agg({{ column }}, '{{ separator }}' order by {{ column }} asc){% endmacro %}

{#- Value of the row of a group in which another column is largest. -#}
{% macro value_at_latest(column, order_column) %}{{ return(adapter.dispatch('value_at_latest', 'p2c')(column, order_column)) }}{% endmacro %}
{% macro default__value_at_latest(column, order_column) %}max_by({{ column }}, {{ order_column }}){% endmacro %}

{#- Middle value of a group, halfway between the two middle ones when their number is even. -#}
{% macro median_of(column) %}{{ return(adapter.dispatch('median_of', 'p2c')(column)) }}{% endmacro %}
{% macro default__median_of(column) %}median({{ column }}){% endmacro %}

{#- 31 December of a year. -#}
{% macro last_day_of_year(year) %}{{ return(adapter.dispatch('last_day_of_year', 'p2c')(year)) }}{% endmacro %}
{% macro default__last_day_of_year(year) %}make_date({{ year }}, 12, 31){% endmacro %}

{#- The widest whole number of the engine: cents times people do not fit in 64 bits. -#}
{% macro widest_integer() %}{{ return(adapter.dispatch('widest_integer', 'p2c')()) }}{% endmacro %}
{% macro default__widest_integer() %}hugeint{% endmacro %}

{#- Integer division of non-negative whole numbers: decimals divided in DuckDB become doubles. -#}
{% macro divide_whole(dividend, divisor) %}{{ return(adapter.dispatch('divide_whole', 'p2c')(dividend, divisor)) }}{% endmacro %}
{% macro default__divide_whole(dividend, divisor) %}(({{ dividend }}) // nullif({{ divisor }}, 0)){% endmacro %}

{#- Lower-case name without accents, with hyphens between words: a stable id for plain names. -#}
{% macro slug(column) %}{{ return(adapter.dispatch('slug', 'p2c')(column)) }}{% endmacro %}
{% macro default__slug(column) %}
coalesce(
    nullif(trim(regexp_replace(lower(strip_accents({{ column }})), '[^a-z0-9]+', '-', 'g'), '-'), ''),
    'entity-' || substr(md5({{ column }}), 1, 12)
)
{% endmacro %}
