-- The journal's rows in the order in which a unit's stand beside each other; of one kind, in that in which they were recorded.
-- Grain: no rows. Parameters: none.
create temporary table sorted_entry as
select *
from entry
order by scope, recorded_at, op_key
