-- The audit trail from its beginning.
-- Grain: one row per record. Parameters: none.
select number, recorded_at, actor, way, address, unit_code, action, outcome, subject, before, after, previous, hash
from audit
order by number
