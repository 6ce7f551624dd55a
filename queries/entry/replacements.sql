-- Which entries of a unit were corrected or withdrawn, and by what.
-- Grain: one row per replaced entry. Parameters: unit_code varchar.
with unit_entry as materialized (  -- apart, because an index serves one condition that stands alone
    select op_key, supersedes, withdraws
    from entry
    where unit_code = $unit_code::varchar
)

select coalesce(supersedes, withdraws) as op_key, op_key as replaced_by
from unit_entry
where supersedes is not null or withdraws is not null
