{#- True when one of two positive numbers is value_jump_factor times the other or more. -#}
{% macro differs_by_factor(later, earlier) -%}
(
    {{ later }} >= {{ var('value_jump_factor') }} * {{ earlier }}
    or {{ earlier }} >= {{ var('value_jump_factor') }} * {{ later }}
)
{%- endmacro %}

{#- Columns of a select list, each as text under its own name, empty where it is null. -#}
{% macro texts_of(columns) -%}
{%- for column in columns %}
{{- "coalesce(cast(" ~ column ~ " as varchar), '') as " ~ column }}{{ ",\n        " if not loop.last }}
{%- endfor %}
{%- endmacro %}

{#- Names of the columns that differ between the rows of a group, joined by a comma and a blank. -#}
{% macro differing_columns(columns) -%}
concat_ws(
            ', '
{%- for column in columns %},
            {{ "case when min(" ~ column ~ ") <> max(" ~ column ~ ") then '" ~ column ~ "' end" }}
{%- endfor %}
        )
{%- endmacro %}
