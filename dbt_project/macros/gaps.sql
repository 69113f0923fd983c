{#-
Two sides of a gap are told by the cut of a row: women and men, urban and rural, 15 to 24 and the rest.
Income classes are groups, not cuts, and are told where they are compared.
-#}

{#- Which gap the row is a side of; null for a row of all people. -#}
{% macro gap_kind_of(rows) -%}
case
            when {{ rows }}.sex in ('female', 'male') and {{ rows }}.location = 'total' then 'women_men'
            when {{ rows }}.location in ('urban', 'rural') and {{ rows }}.sex = 'total' then 'urban_rural'
            when
                {{ rows }}.age in ('15-24', 'rest of population')
                and {{ rows }}.sex = 'total' and {{ rows }}.location = 'total'
                then 'youth_rest'
        end
{%- endmacro %}

{#- 1 for women, urban, 15 to 24; 2 for the other side. -#}
{% macro gap_side_of(rows) -%}
case
            when {{ rows }}.sex = 'female' or {{ rows }}.location = 'urban' or {{ rows }}.age = '15-24' then 1
            else 2
        end
{%- endmacro %}

{#- Age that both sides share: total where age is what tells them apart. -#}
{% macro gap_age_of(rows) -%}
case
            when
                {{ rows }}.age in ('15-24', 'rest of population')
                and {{ rows }}.sex = 'total' and {{ rows }}.location = 'total'
                then 'total'
            else {{ rows }}.age
        end
{%- endmacro %}

{#- One figure as a multiple of another, null when the other is nothing. -#}
{% macro ratio_of(figure, base) %}
cast(cast({{ figure }} as double) / nullif(cast({{ base }} as double), 0) as decimal(18, 4))
{% endmacro %}

{#- US$ for each person, null when there is nobody. -#}
{% macro per_person(value_usd, people) %}
cast(cast({{ value_usd }} as double) / nullif({{ people }}, 0) as decimal(38, 6))
{% endmacro %}

{#- Whether a country of great need is below the floor of US$ per offline person, here a multiple of it.
    Null where a pledge that names the country has no share in US$ and the others stay below. -#}
{% macro is_underserved(usd_per_person, times_the_floor) -%}
case
            when not has_great_need then false
            when {{ usd_per_person }} >= {{ var('underserved_max_usd_per_offline_person') }} * {{ times_the_floor }}
                then false
            when pledges_naming_country_without_share = 0 and {{ usd_per_person }} is not null
                then has_great_need
        end
{%- endmacro %}

{#- Of candidates for a country the nearest go first, those of a pledge that is known to be over last. -#}
{% macro order_of_candidates() -%}
coalesce(is_open, true) desc, distance_rank asc, coalesce(focus_meets_largest_gap, false) desc,
                value_usd desc nulls last, coalesce(is_open, false) desc
{%- endmacro %}
