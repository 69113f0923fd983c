{#- True for a series that ITU calls experimental: as its observation says, else by the name of the series. -#}
{% macro is_experimental(observations) -%}
coalesce(
            {{ observations }}.observation_status = 'experimental',
            right({{ observations }}.provider_series, 4) = '_exp'
        )
{%- endmacro %}
