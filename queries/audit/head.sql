-- Which record of the audit trail is the last.
-- Grain: one row. Parameters: none.
select number, hash
from audit_head
