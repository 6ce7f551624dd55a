-- The rows back in their order, as they are.
-- Grain: no rows. Parameters: none.
insert into entry
select *
from sorted_entry
order by scope, recorded_at, op_key
