with

announcement_figures as (
    select * from {{ ref('stg_announcement_figures') }}
),

facts as (
    select * from {{ ref('int_announcement_pledge_facts') }}
),

reports as (
    select * from {{ ref('int_announcement_report_facts') }}
),

-- Of all pledges, as published, where all are held; else of those that state the trait.
join_reports as (
    select
        facts.*,
        case
            when facts.pledge_coverage_pct < {{ var('judged_min_coverage_pct') }}
                then facts.pledges_naming_places
            else facts.pledges
        end as pledges_asked_for_places,
        case
            when facts.pledge_coverage_pct < {{ var('judged_min_coverage_pct') }}
                then facts.pledges_naming_beneficiaries
            else facts.pledges
        end as pledges_asked_for_beneficiaries,
        reports.pledges_reported_on,
        reports.pledges_on_track,
        reports.champions_with_update
    from facts
    left join reports on facts.as_of_date = reports.as_of_date
),

compute_figures as (
    select
        figure_id,
        cast(case figure_id
            when 'new_value_2023' then value_usd_new_in_year / 1000000000
            when 'total_value' then value_usd / 1000000000
            when 'share_targeting_ldc' then {{ percent_of('ldc_pledges', 'pledges_asked_for_places') }}
            when 'share_benefiting_women'
                then {{ percent_of('pledges_for_women', 'pledges_asked_for_beneficiaries') }}
            when 'entities_growth_pct' then entities_growth_pct
            when 'pledges_growth_pct' then pledges_growth_pct
            when 'pledges_total' then pledges
            when 'entities_total' then entities
            when 'countries_total' then countries
            when 'ldc_value' then ldc_value_usd_any_member / 1000000000
            when 'ldc_pledges' then ldc_pledges
            when 'lldc_value' then lldc_value_usd_any_member / 1000000000
            when 'sids_value' then sids_value_usd_any_member / 1000000000
            -- None among those that name beneficiaries says nothing of those that name none.
            when 'refugee_pledges'
                then
                    case
                        when pledges_for_refugees > 0 or pledges_naming_beneficiaries = pledges
                            then pledges_for_refugees
                    end
            when 'pledges_on_track' then {{ percent_of('pledges_on_track', 'pledges_reported_on') }}
            when 'champions_updates' then champions_with_update
        end as decimal(38, 8)) as computed_value,
        case
            when figure_id in ('entities_growth_pct', 'pledges_growth_pct')
                then
                    'against ' || cast(base_as_of_date as varchar) || ': '
                    || cast(base_pledges as varchar) || ' pledges of '
                    || cast(base_entities as varchar) || ' entities'
            when figure_id = 'share_targeting_ldc' and pledges_asked_for_places < pledges
                then
                    cast(ldc_pledges as varchar) || ' of ' || cast(pledges_naming_places as varchar)
                    || ' counted pledges that name places; '
                    || cast(pledges - pledges_naming_places as varchar) || ' name none'
            when
                figure_id in ('share_benefiting_women', 'refugee_pledges')
                and pledges_asked_for_beneficiaries < pledges
                then
                    cast(
                        case figure_id
                            when 'refugee_pledges' then pledges_for_refugees else pledges_for_women
                        end as varchar
                    ) || ' of ' || cast(pledges_naming_beneficiaries as varchar)
                    || ' counted pledges that name beneficiaries; '
                    || cast(pledges - pledges_naming_beneficiaries as varchar) || ' name none'
            when figure_id in ('share_targeting_ldc', 'ldc_pledges', 'ldc_value')
                then
                    'of ' || cast(pledges as varchar) || ' counted pledges worth US$ '
                    || cast(cast(value_usd / 1000000000 as decimal(18, 3)) as varchar)
                    || ' billion; full value of each pledge that touches one'
            when figure_id = 'pledges_on_track'
                then
                    'on track or completed by the latest report, of '
                    || cast(pledges_reported_on as varchar) || ' pledges reported on by '
                    || cast(as_of_date as varchar) || '; ' || cast(pledges as varchar) || ' counted'
            when figure_id = 'champions_updates'
                then
                    'champions with a report in ' || cast(year(as_of_date) as varchar)
                    || ' on a pledge they lead'
            else
                'of ' || cast(pledges as varchar) || ' counted pledges known on '
                || cast(as_of_date as varchar)
        end as base,
        case
            when figure_id in ('new_value_2023', 'total_value', 'ldc_value', 'lldc_value', 'sids_value')
                then value_coverage_pct
            else pledge_coverage_pct
        end as coverage_pct
    from join_reports
),

-- Of a quantity the pledges held carry the share computed / published; of a share or a growth they
-- tell as much as they are of all pledges.
measure_coverage as (
    select
        compute_figures.figure_id,
        compute_figures.computed_value,
        compute_figures.base,
        case
            when
                announcement_figures.unit in ('count', 'USD billion')
                and announcement_figures.published_value is not null
                then {{ percent_of(
                    'compute_figures.computed_value',
                    'announcement_figures.published_value'
                ) }}
            else compute_figures.coverage_pct
        end as coverage_pct
    from compute_figures
    inner join announcement_figures
        on compute_figures.figure_id = announcement_figures.figure_id
),

-- A figure that the pledges held cannot give still says of how many of them it would be.
keep_figures_of_pledges as (
    select * from measure_coverage
    where computed_value is not null or figure_id = 'refugee_pledges'
)

select * from keep_figures_of_pledges
