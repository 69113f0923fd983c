-- A failure means that a pledge has two states on one day and would count twice.
with

versions as (
    select * from {{ ref('fct_pledge_versions') }}
),

find_overlaps as (
    select
        earlier.pledge_version_id,
        later.pledge_version_id as overlapping_version_id
    from versions as earlier
    inner join versions as later
        on
            earlier.pledge_id = later.pledge_id
            and earlier.version < later.version
            and earlier.valid_from < earlier.valid_to
            and later.valid_from < later.valid_to
            and earlier.valid_to > later.valid_from
)

select * from find_overlaps
