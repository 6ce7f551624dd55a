-- The record just inserted is the last.
-- Grain: one row. Parameters: number bigint, hash varchar.
update audit_head
set number = $number::bigint, hash = $hash::varchar
