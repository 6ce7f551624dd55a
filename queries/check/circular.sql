-- Entries that correct each other in a circle, so that none of them counts.
-- Grain: one row per fault (none is right). Parameters: none.
with recursive step as (
    select op_key as origin, supersedes as aim, 1 as steps
    from entry
    where supersedes is not null
    union all
    select step.origin, entry.supersedes as aim, step.steps + 1 as steps
    from step
    inner join entry on entry.op_key = step.aim
    where entry.supersedes is not null
        and step.aim <> step.origin
        and step.steps < 1000
)

select distinct origin as op_key, aim as detail
from step
where aim = origin
order by origin
