{#- True when a dated row (alias m) holds on a date: from the first day, up to but not on the last. -#}
{% macro is_valid_on(date_expression, m='memberships') -%}
{{ m }}.valid_from <= {{ date_expression }} and {{ m }}.valid_to > {{ date_expression }}
{%- endmacro %}
