-- A list of its own, in the order a pledge passes through it: how far a pledge has come decides
-- whether it is public and whether it counts, here and nowhere else.
with

list_statuses as (
    select
        statuses.status,
        cast(statuses.status_rank as integer) as status_rank,
        statuses.is_public,
        statuses.status_counts,
        statuses.is_progress,
        statuses.status_description
    from (
        values
        ('submitted', 1, false, false, false, 'Handed in by the pledger, not yet looked at'),
        ('validated', 2, false, false, false, 'Found in order by the secretariat, not yet made public'),
        ('published', 3, true, true, false, 'Public, nothing reported since'),
        ('in_progress', 4, true, true, true, 'Reported as begun, without a word on its pace'),
        ('on_track', 5, true, true, true, 'Reported as going to plan'),
        ('delayed', 6, true, true, true, 'Reported as behind its plan'),
        ('completed', 7, true, true, true, 'Reported as done'),
        ('withdrawn', 8, true, false, false, 'Taken back by the pledger; stays in the tables')
    ) as statuses (
        status, status_rank, is_public, status_counts, is_progress, status_description
    )
)

select * from list_statuses
