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

{#- Why pledges there are have no share under a rule that divides values. -#}
{% macro share_null_reason(joined, column, reason) -%}
case
    when {{ joined }}.pledges > 0 and {{ joined }}.value_usd_any_member is null then 'no_value_usd'
    when {{ joined }}.pledges > 0 and {{ joined }}.{{ column }} is null then '{{ reason }}'
end
{%- endmacro %}

{#- A value of a table that was joined on: 0 where it has no pledges and no value. -#}
{% macro zero_without_pledges(joined, column) -%}
cast(
            case
                when coalesce({{ joined }}.pledges, 0) = 0 then coalesce({{ joined }}.{{ column }}, 0)
                else {{ joined }}.{{ column }}
            end as decimal(38, 2)
        )
{%- endmacro %}

{#- A column where a report is known; without one nothing is known of progress. -#}
{% macro if_reported(column) -%}
case when pledges_reported > 0 then {{ column }} end
{%- endmacro %}
