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
        note as group_note,
        false as is_computed
    from groups
    union all
    select
        'LDC_LLDC_SIDS' as group_code,
        'vulnerable_union' as scheme,
        'LDCs, LLDCs and SIDS, each country once' as group_name,
        false as is_partition,
        'computed' as list_publisher,
        35 as display_order,
        'Union of LDC, LLDC and SIDS; the three overlap and may not be added' as group_note,
        true as is_computed
    union all
    select
        'NO_ITU_REGION' as group_code,
        'itu_region' as scheme,
        'Economies in no list of ITU regions' as group_name,
        true as is_partition,
        'computed' as list_publisher,
        125 as display_order,
        'Economies that the ITU list held here does not name' as group_note,
        true as is_computed
    union all
    select
        'NOT_CLASSIFIED' as group_code,
        'wb_income' as scheme,
        'Economies without an income class' as group_name,
        true as is_partition,
        'computed' as list_publisher,
        165 as display_order,
        'Economies the World Bank does not classify in that year' as group_note,
        true as is_computed
    union all
    select
        'UNALLOCATED' as group_code,
        'unallocated' as scheme,
        'Not allocated to countries' as group_name,
        true as is_partition,
        'computed' as list_publisher,
        900 as display_order,
        'Global pledges, regions without a dated list, and places that were not stated' as group_note,
        true as is_computed
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
        group_note
    from add_computed_groups
)

select * from type_columns
