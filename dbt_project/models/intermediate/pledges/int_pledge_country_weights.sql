with

countries as (
    select * from {{ ref('int_pledge_countries_expanded') }}
),

versions as (
    select * from {{ ref('int_pledge_versions_dated') }}
),

need as (
    select * from {{ ref('int_country_need_by_year') }}
),

-- A build as of an early day may know nothing of any country.
count_need as (
    select count(*) as known_observations from need
),

-- What was known of a country in the year of the pledge: the latest year up to it.
find_need as (
    select
        countries.pledge_version_id,
        countries.country_iso3,
        countries.country_basis,
        countries.stated_share_pct,
        max(need.reference_year) as need_reference_year,
        {{ value_at_latest('need.offline_people', 'need.reference_year') }} as offline_people
    from countries
    inner join versions on countries.pledge_version_id = versions.pledge_version_id
    left join need
        on
            countries.country_iso3 = need.country_iso3
            and need.reference_year <= year(versions.read_as_of)
            and need.reference_year >= year(versions.read_as_of) - {{ var('need_max_age_years') }}
    group by
        countries.pledge_version_id,
        countries.country_iso3,
        countries.country_basis,
        countries.stated_share_pct
),

summarise_pledges as (
    select
        pledge_version_id,
        count(*) as countries,
        count(*) - count(offline_people) as countries_without_need,
        sum(offline_people) as offline_people_of_all
    from find_need
    group by pledge_version_id
),

weigh_countries as (
    select
        find_need.pledge_version_id,
        find_need.country_iso3,
        find_need.country_basis,
        find_need.need_reference_year,
        find_need.offline_people,
        summarise_pledges.countries as countries_of_pledge,
        cast(coalesce(find_need.stated_share_pct * 10000, 1) as {{ widest_integer() }}) as split_weight,
        cast(
            case
                when summarise_pledges.countries = 1 then 1
                when summarise_pledges.countries_without_need > 0 then null
                when summarise_pledges.offline_people_of_all = 0 then null
                else find_need.offline_people
            end
            as {{ widest_integer() }}
        ) as need_weight,
        case
            when summarise_pledges.countries = 1 then null
            when count_need.known_observations = 0 then 'no_observation_known_on_the_day'
            when summarise_pledges.countries_without_need > 0
                then 'offline_people_unknown_in_a_country'
            when summarise_pledges.offline_people_of_all = 0 then 'nobody_offline'
        end as need_null_reason,
        row_number() over (
            partition by find_need.pledge_version_id
            order by find_need.country_iso3 asc
        ) as country_number
    from find_need
    inner join summarise_pledges on find_need.pledge_version_id = summarise_pledges.pledge_version_id
    cross join count_need
)

select * from weigh_countries
