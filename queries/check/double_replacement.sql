-- Entries that were corrected or withdrawn more than once.
-- Grain: one row per fault (none is right). Parameters: none.
select coalesce(supersedes, withdraws) as op_key, count(*)::varchar as detail
from entry
where supersedes is not null or withdraws is not null
group by coalesce(supersedes, withdraws)
having count(*) > 1
order by coalesce(supersedes, withdraws)
