{#- Number of rows of a group for which a condition holds. -#}
{% macro count_where(condition) -%}
cast(sum(case when {{ condition }} then 1 else 0 end) as bigint)
{%- endmacro %}

{#- US$ of the rows of a group for which a condition holds: 0 without such a row, null when there are
some and none has a value, since that is unknown and not nothing. -#}
{% macro counted_value(condition) -%}
case
            when {{ count_where(condition) }} = 0 then 0
            else sum(case when {{ condition }} then value_usd end)
        end
{%- endmacro %}

{#- A value of a table that was joined on: 0 where it has no row, since there are no pledges then. -#}
{% macro zero_without_pledges(joined, column) -%}
cast(case when {{ joined }}.pledges is null then 0 else {{ joined }}.{{ column }} end as decimal(38, 2))
{%- endmacro %}
