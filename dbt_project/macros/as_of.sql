{#- True when what became known on a day may be used in this build. Needs the CTE build. -#}
{% macro is_known(day) -%}
(build.as_of_date is null or {{ day }} <= build.as_of_date)
{%- endmacro %}

{#- True for the value of all people, not of a sex, a location or an age group. -#}
{% macro is_total(observations) -%}
{{ observations }}.sex = 'total' and {{ observations }}.location = 'total' and {{ observations }}.age = 'total'
{%- endmacro %}

{#- What an observation is cut by: total for all people. Cuts come from publishers of their own. -#}
{% macro cut_of(observations) -%}
case
            when {{ observations }}.sex <> 'total' then 'sex'
            when {{ observations }}.location <> 'total' then 'location'
            when {{ observations }}.age <> 'total' then 'age'
            else 'total'
        end
{%- endmacro %}

{#- True when two rows are about the same indicator, group, cut, year and unit. -#}
{% macro same_statement(left_rows, right_rows) -%}
(
{%- for column in ['indicator', 'group_code', 'sex', 'location', 'age', 'reference_year', 'unit'] %}
            {{ left_rows }}.{{ column }} = {{ right_rows }}.{{ column }}{{ " and" if not loop.last }}
{%- endfor %}
        )
{%- endmacro %}
