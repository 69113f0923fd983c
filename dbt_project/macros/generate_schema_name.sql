{#- Schemas are named as in the project, without a target prefix: raw, staging, core, marts. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
