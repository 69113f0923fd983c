{#- US$ amounts are split in whole cents, since cents add up and fractions do not. -#}
{% macro to_cents(amount) %}cast({{ amount }} * 100 as {{ widest_integer() }}){% endmacro %}
{% macro from_cents(cents) %}cast(cast({{ cents }} as decimal(38, 0)) * cast(0.01 as decimal(3, 2)) as decimal(38, 2)){% endmacro %}

{#- Ratio of two figures in percent, null when the base is nothing. -#}
{% macro percent_of(part, whole) %}
cast(100.0 * cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0) as decimal(18, 4))
{% endmacro %}

{#- One figure as a multiple of another, null when the other is nothing. -#}
{% macro ratio_of(figure, base) %}
cast(cast({{ figure }} as double) / nullif(cast({{ base }} as double), 0) as decimal(18, 4))
{% endmacro %}

{#- The policy of exchange rates, refused when it is none of those the models know. -#}
{% macro exchange_rate_policy() -%}
{%- set policy = var('exchange_rate_policy') -%}
{%- if policy not in ('annual', 'monthly') -%}
{{ exceptions.raise_compiler_error("exchange_rate_policy is '" ~ policy ~ "'; it must be annual or monthly") }}
{%- endif -%}
{{ return(policy) }}
{%- endmacro %}
