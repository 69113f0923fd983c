{#- US$ amounts are split in whole cents, since cents add up and fractions do not. -#}
{% macro to_cents(amount) %}cast({{ amount }} * 100 as {{ widest_integer() }}){% endmacro %}
{% macro from_cents(cents) %}cast(cast({{ cents }} as decimal(38, 0)) * cast(0.01 as decimal(3, 2)) as decimal(38, 2)){% endmacro %}

{#- Ratio of two figures in percent, null when the base is nothing. -#}
{% macro percent_of(part, whole) %}
cast(100.0 * cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0) as decimal(18, 4))
{% endmacro %}

{#- A share, growth or pace of the pledges held, null with `share_null_reason` where they are too small
a part of all. -#}
{% macro if_comparable(figure, coverage='coverage') -%}
case when {{ coverage }}.share_null_reason is null then {{ figure }} end
{%- endmacro %}

{#- What an amount lacks of the target of the coalition, 0 when it reaches it. -#}
{% macro amount_to_target(amount) -%}
cast(greatest({{ var('target_usd') }} - {{ amount }}, 0 * {{ amount }}) as decimal(38, 2))
{%- endmacro %}

{#- US$ a month, of which a year has twelve, over a number of days; null when no day is left. -#}
{% macro monthly_pace(amount, days) -%}
cast(
            cast({{ amount }} as double) * 365.25 / 12
            / nullif(greatest({{ days }}, 0), 0)
            as decimal(38, 2)
        )
{%- endmacro %}

{#- The policy of exchange rates, refused when it is none of those the models know. -#}
{% macro exchange_rate_policy() -%}
{%- set policy = var('exchange_rate_policy') -%}
{%- if policy not in ('annual', 'monthly') -%}
{{ exceptions.raise_compiler_error("exchange_rate_policy is '" ~ policy ~ "'; it must be annual or monthly") }}
{%- endif -%}
{{ return(policy) }}
{%- endmacro %}
