{#- Whether a computed figure agrees with a published one; null when one of them is missing. An exact
figure is compared at the decimals it was published with, US$ in billions; a bound by its side; and
"about" and "nearly" within a twentieth. Each scale is rounded by itself: a case over decimals of
different scales takes the smallest and rounds once more. -#}
{% macro agrees_with_published(computed, published, bound, unit) -%}
{%- set scale = "case when " ~ unit ~ " = 'usd' then 1000000000 else 1 end" -%}
case
            when {{ computed }} is null or {{ published }} is null then null
            when {{ bound }} = 'exact'
                then
                    case
                    {%- for decimals in [0, 1, 2] %}
                        when
                            {{ rounded(published, scale, decimals) }} = {{ rounded(published, scale, 8) }}
                            then
                                {{ rounded(computed, scale, decimals) }}
                                = {{ rounded(published, scale, decimals) }}
                    {%- endfor %}
                        else {{ computed }} = {{ published }}
                    end
            when {{ bound }} = 'more_than' then {{ computed }} > {{ published }}
            when {{ bound }} = 'at_least' then {{ computed }} >= {{ published }}
            when {{ bound }} = 'less_than' then {{ computed }} < {{ published }}
            when {{ bound }} = 'up_to' then {{ computed }} <= {{ published }}
            when {{ bound }} = 'nearly' then {{ computed }} between {{ published }} * 0.95 and {{ published }}
            when {{ bound }} = 'about'
                then {{ computed }} between {{ published }} * 0.95 and {{ published }} * 1.05
        end
{%- endmacro %}

{#- A figure in a coarser unit, rounded to so many decimals. -#}
{% macro rounded(figure, scale, decimals) -%}
cast(round(cast({{ figure }} as double) / ({{ scale }}), {{ decimals }}) as decimal(38, 8))
{%- endmacro %}

{#- Why the marts of pledges do not give a published total; needs metric, dimension and member. -#}
{% macro published_null_reason() -%}
case
            when metric = 'value_target' then 'a_target_is_set_not_computed'
            when
                metric in ('pledges_reported', 'pledges_reported_share', 'pledges_status_share', 'response_rate')
                then 'no_status_report_is_known'
            when dimension like '% new)' then 'new_pledges_are_not_broken_down'
            when dimension in ('single_pledge', 'event') then 'about_one_pledge_or_event'
            when dimension = 'truncated' then 'published_sentence_is_cut_off'
            when metric like '%growth' then 'nothing_counts_on_the_base_date'
            when
                metric in ('pledges', 'value', 'pledges_share', 'value_share')
                and dimension not in ('pledger_group', 'theme')
                then 'no_counted_pledge_gives_it'
            else 'not_given_by_pledges'
        end
{%- endmacro %}

{#- A member of a dimension as published figures and our tables both write it, between two plus signs:
lower case, words joined by _, one name for each sector. -#}
{% macro member_key(member) -%}
'+' || replace(replace(replace(replace(replace(
    lower({{ member }}), ' ', '_'), '-', '_'), 'organizations', 'organization'), 'agencies', 'agency'),
    'international/regional', 'international') || '+'
{%- endmacro %}

{#- Growth of a total against the same total on the base date, in percent; null when it was nothing. -#}
{% macro growth_of(total) -%}
cast({{ percent_of(total ~ ' - base_' ~ total, 'base_' ~ total) }} as decimal(38, 8))
{%- endmacro %}

{#-
Who gave a published figure: the publisher itself, by the host of its address, or somebody who repeats it.
A page that is called secondary is one wherever it lies. Null where no address was found.
-#}
{% macro source_kind_of(source_url, page=none) -%}
case
            when {{ source_url }} is null then null
            {%- if page is not none %}
            when {{ page }} like 'secondary%' then 'secondary'
            {%- endif %}
            when
                {{ source_url }} like '%://itu.int/%'
                or {{ source_url }} like '%://%.itu.int/%' and {{ source_url }} not like '%://%/%.itu.int/%'
                then 'publisher'
            else 'secondary'
        end
{%- endmacro %}
