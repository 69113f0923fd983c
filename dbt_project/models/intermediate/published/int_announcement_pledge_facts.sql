with

announcement_figures as (
    select * from {{ ref('stg_announcement_figures') }}
),

totals as (
    select * from {{ ref('pledge_totals') }}
),

groups as (
    select * from {{ ref('pledge_value_by_country_group') }}
),

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

pledges as (
    select * from {{ ref('stg_pledges') }}
),

published as (
    select * from {{ ref('int_published_headline_totals') }}
),

-- The announcement's own day has rounded totals ("more than 830"); the report of the week before
-- has exact ones, and coverage is measured against those.
find_published_totals as (
    select
        max(published_value_usd) as published_value_usd,
        max(published_pledges) as published_pledges
    from published
    where as_of_date = cast('2023-12-06' as date)
),

count_beneficiaries as (
    select
        states.as_of_date,
        sum(cast({{ has_item('pledges.beneficiary_groups', "'women'") }} as integer)) as pledges_for_women,
        sum(cast(
            {{ has_item('pledges.beneficiary_groups', "'refugees and displaced people'") }} as integer
        )) as pledges_for_refugees,
        {{ count_where(first_item('pledges.beneficiary_groups') ~ ' is not null') }}
            as pledges_naming_beneficiaries,
        {{ count_where(first_item('pledges.places') ~ ' is not null') }} as pledges_naming_places
    from states
    inner join pledges on states.pledge_version_id = pledges.pledge_version_id
    where states.counts_in_totals
    group by states.as_of_date
),

gather_facts as (
    select
        announcement_figures.figure_id,
        announcement_figures.as_of_date,
        totals.pledges,
        totals.entities,
        totals.countries,
        totals.value_usd,
        totals.value_usd_new_in_year,
        totals.base_as_of_date,
        totals.base_pledges,
        totals.base_entities,
        totals.pledges_growth_pct,
        totals.entities_growth_pct,
        totals.growth_null_reason,
        ldc.pledges as ldc_pledges,
        ldc.value_usd_any_member as ldc_value_usd_any_member,
        lldc.value_usd_any_member as lldc_value_usd_any_member,
        sids.value_usd_any_member as sids_value_usd_any_member,
        count_beneficiaries.pledges_for_women,
        count_beneficiaries.pledges_for_refugees,
        count_beneficiaries.pledges_naming_beneficiaries,
        count_beneficiaries.pledges_naming_places,
        {{ percent_of('totals.value_usd', 'find_published_totals.published_value_usd') }}
            as value_coverage_pct,
        {{ percent_of('totals.pledges', 'find_published_totals.published_pledges') }}
            as pledge_coverage_pct
    from announcement_figures
    inner join totals on announcement_figures.as_of_date = totals.as_of_date
    cross join find_published_totals
    left join groups as ldc
        on announcement_figures.as_of_date = ldc.as_of_date and ldc.group_code = 'LDC'
    left join groups as lldc
        on announcement_figures.as_of_date = lldc.as_of_date and lldc.group_code = 'LLDC'
    left join groups as sids
        on announcement_figures.as_of_date = sids.as_of_date and sids.group_code = 'SIDS'
    left join count_beneficiaries
        on announcement_figures.as_of_date = count_beneficiaries.as_of_date
)

select * from gather_facts
