with

groups as (
    select * from {{ source('raw', 'country_groups') }}
),

-- Groups that no publisher lists but that make the pictures whole: the union of the three
-- vulnerable groups, and what the partitions leave over.
add_computed_groups as (
    select
        group_code,
        scheme,
        group_name,
        is_partition,
        list_publisher,
        display_order * 10 as display_order,
        note,
        false as is_computed
    from groups
    union all
    select
        'LDC_LLDC_SIDS',
        'vulnerable_union',
        'LDCs, LLDCs and SIDS, each country once',
        false,
        'computed',
        35,
        'Union of LDC, LLDC and SIDS; the three overlap and may not be added',
        true
    union all
    select
        'NO_ITU_REGION',
        'itu_region',
        'Economies in no list of ITU regions',
        true,
        'computed',
        125,
        'Economies that the ITU list held here does not name',
        true
    union all
    select
        'NOT_CLASSIFIED',
        'wb_income',
        'Economies without an income class',
        true,
        'computed',
        165,
        'Economies the World Bank does not classify in that year',
        true
    union all
    select
        'UNALLOCATED',
        'unallocated',
        'Not allocated to countries',
        true,
        'computed',
        900,
        'Global pledges, regions without a dated list, and places that were not stated',
        true
),

type_columns as (
    select
        group_code,
        scheme,
        group_name,
        is_partition,
        is_computed,
        list_publisher,
        cast(display_order as integer) as display_order,
        note as group_note
    from add_computed_groups
)

select * from type_columns
