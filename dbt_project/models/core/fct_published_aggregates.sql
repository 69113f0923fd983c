with

facts_and_figures as (
    select * from {{ ref('stg_facts_and_figures') }}
),

-- Two texts of one edition may give one figure twice. The edition's own pages come before press
-- reports, more decimals before fewer; how many texts there were is kept.
rank_texts as (
    select
        facts_and_figures.*,
        count(*) over same_figure as published_texts,
        min(published_low) over same_figure as lowest_published,
        max(published_high) over same_figure as highest_published,
        row_number() over (
            partition by edition, indicator, group_code, sex, location, age, reference_year, unit
            order by
                published_page like 'secondary%' asc,
                published_value is null asc,
                edition_published_on desc nulls last,
                length(value_stated) desc,
                source_url asc nulls last,
                source_line asc
        ) as text_number
    from facts_and_figures
    window same_figure as (
        partition by edition, indicator, group_code, sex, location, age, reference_year, unit
    )
),

keep_one_text as (
    select
        edition,
        edition_published_on,
        indicator,
        group_code,
        sex,
        location,
        age,
        reference_year,
        unit,
        published_value,
        published_bound,
        lowest_published,
        highest_published,
        cast(published_texts as integer) as published_texts,
        value_stated,
        unit_note,
        published_status,
        published_page,
        route,
        source_url,
        {{ source_kind_of('source_url', 'published_page') }} as published_source_kind,
        source_sha256,
        source_line
    from rank_texts
    where text_number = 1
)

select * from keep_one_text
