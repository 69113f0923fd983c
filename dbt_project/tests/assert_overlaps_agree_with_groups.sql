-- A failure means that the diagonal of the overlaps is not the table of groups, that a pair differs
-- by the side it is seen from, or that two groups share more than one of them has.
with

group_overlaps as (
    select * from {{ ref('country_group_overlaps') }}
),

group_values as (
    select * from {{ ref('pledge_value_by_country_group') }}
),

find_differences as (
    select
        group_overlaps.as_of_date,
        group_overlaps.group_code,
        group_overlaps.other_group_code
    from group_overlaps
    left join group_values
        on
            group_overlaps.as_of_date = group_values.as_of_date
            and group_overlaps.group_code = group_values.group_code
    left join group_overlaps as mirrored
        on
            group_overlaps.as_of_date = mirrored.as_of_date
            and group_overlaps.group_code = mirrored.other_group_code
            and group_overlaps.other_group_code = mirrored.group_code
    where
        group_values.pledges is null
        or mirrored.pledges is distinct from group_overlaps.pledges
        or mirrored.value_usd_any_member is distinct from group_overlaps.value_usd_any_member
        or mirrored.countries_in_both is distinct from group_overlaps.countries_in_both
        or group_overlaps.pledges > group_values.pledges
        or group_overlaps.countries_in_both > group_values.countries_in_group
        or group_overlaps.value_usd_any_member > group_values.value_usd_any_member
        or (
            group_overlaps.is_same_group
            and (
                group_overlaps.pledges is distinct from group_values.pledges
                or group_overlaps.value_usd_any_member is distinct from group_values.value_usd_any_member
                or group_overlaps.countries_in_both is distinct from group_values.countries_in_group
            )
        )
)

select * from find_differences
