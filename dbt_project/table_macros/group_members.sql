-- Members of a country group on a day, with the days between which they are members and what says
-- so; member_from is null where it was before the first pledge, member_until while no end is known, so
-- that spreadsheets can hold both. One row per country.
--
-- parameters: of_group, on_day
-- example: from marts.group_members('LDC', '2023-12-12')
select
    memberships.group_code,
    memberships.country_iso3,
    countries.country_name,
    nullif(memberships.valid_from, cast('0001-01-01' as date)) as member_from,
    nullif(memberships.valid_to, cast('9999-12-31' as date)) as member_until,
    memberships.scheduled_valid_to,
    memberships.is_scheduled,
    memberships.membership_source
from core.bridge_country_group_memberships as memberships
left join core.dim_countries as countries on memberships.country_iso3 = countries.country_iso3
where
    memberships.group_code = of_group
    and memberships.valid_from <= cast(on_day as date)
    and memberships.valid_to > cast(on_day as date)
order by memberships.country_iso3 asc
