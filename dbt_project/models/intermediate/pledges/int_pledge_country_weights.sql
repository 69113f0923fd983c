with

countries as (
    select * from {{ ref('int_pledge_countries_expanded') }}
),

versions as (
    select * from {{ ref('int_pledge_versions_dated') }}
),

pledges as (
    select * from {{ ref('stg_pledges') }}
),

places as (
    select * from {{ ref('stg_pledge_places') }}
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

-- Places without a name beside the countries: their number where one is given, else it is open how
-- much of the pledge is left for the countries named.
find_unnamed_places as (
    select
        places.pledge_version_id,
        case
            when count(case when places.place_kind <> 'count' then 1 end) = 0
                then pledges.unnamed_countries
        end as unnamed_countries
    from places
    inner join pledges on places.pledge_version_id = pledges.pledge_version_id
    where places.place_kind in ('global', 'region', 'count')
    group by places.pledge_version_id, pledges.unnamed_countries
),

summarise_pledges as (
    select
        find_need.pledge_version_id,
        count(*) as countries,
        count(find_need.stated_share_pct) > 0 as has_stated_shares,
        count(find_need.offline_people) as countries_with_need,
        sum(find_need.offline_people) as offline_people_of_all,
        find_unnamed_places.pledge_version_id is not null as has_unnamed_places,
        find_unnamed_places.unnamed_countries
    from find_need
    left join find_unnamed_places
        on find_need.pledge_version_id = find_unnamed_places.pledge_version_id
    group by
        find_need.pledge_version_id,
        find_unnamed_places.pledge_version_id,
        find_unnamed_places.unnamed_countries
),

-- Ordered: the first reason that holds is given. Beside unnamed places only a stated share or a
-- number of countries says what is left for a named one.
find_reasons as (
    select
        find_need.*,
        summarise_pledges.countries as countries_of_pledge,
        summarise_pledges.has_unnamed_places,
        summarise_pledges.has_stated_shares,
        summarise_pledges.unnamed_countries,
        case
            when not summarise_pledges.has_unnamed_places then null
            when summarise_pledges.has_stated_shares and find_need.stated_share_pct is not null then null
            when summarise_pledges.has_stated_shares then 'places_not_named'
            when summarise_pledges.unnamed_countries is null then 'places_not_named'
        end as split_null_reason,
        case
            when summarise_pledges.has_unnamed_places then 'places_not_named'
            when summarise_pledges.countries = 1 then null
            when count_need.known_observations = 0 then 'no_observation_known_on_the_day'
            when find_need.offline_people is null then 'offline_people_unknown'
            when summarise_pledges.offline_people_of_all = 0 then 'nobody_offline'
        end as need_null_reason
    from find_need
    inner join summarise_pledges on find_need.pledge_version_id = summarise_pledges.pledge_version_id
    cross join count_need
),

-- A stated share is of the whole pledge; shares are in ten thousandths of a percent.
weigh_countries as (
    select
        pledge_version_id,
        country_iso3,
        country_basis,
        need_reference_year,
        offline_people,
        countries_of_pledge,
        cast(
            case
                when split_null_reason is null then coalesce(stated_share_pct * 10000, 1)
            end
            as {{ widest_integer() }}
        ) as split_weight,
        cast(
            case
                when not has_unnamed_places
                    then sum(coalesce(stated_share_pct * 10000, 1)) over (partition by pledge_version_id)
                when has_stated_shares then 1000000
                else countries_of_pledge + unnamed_countries
            end
            as {{ widest_integer() }}
        ) as split_weight_of_pledge,
        split_null_reason,
        cast(
            case
                when need_null_reason is not null then null
                when countries_of_pledge = 1 then 1
                else offline_people
            end
            as {{ widest_integer() }}
        ) as need_weight,
        need_null_reason,
        row_number() over (
            partition by pledge_version_id
            order by country_iso3 asc
        ) as country_number
    from find_reasons
)

select * from weigh_countries
