-- Which of some op_keys were corrected or withdrawn, and by what.
-- Grain: one row per replaced entry. Parameters: op_keys varchar[].
select coalesce(supersedes, withdraws) as op_key, op_key as replaced_by
from entry
where coalesce(supersedes, withdraws) in (select unnest($op_keys::varchar[]))
