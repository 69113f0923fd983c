with

build as (
    select * from {{ source('raw', 'build') }}
),

name_columns as (
    select as_of_date from build
)

select * from name_columns
