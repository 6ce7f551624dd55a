-- The last record of the audit trail, the moment of the last write, and how often something was written that judgements, and sign-ins, rest on.
-- Grain: one row. Parameters: none.
select number, hash, recorded_at, judged, people
from audit_head
