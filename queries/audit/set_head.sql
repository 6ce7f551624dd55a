-- The record just inserted is the last; what else tells of the write stands with it.
-- Grain: one row. Parameters: number bigint, hash varchar, recorded_at timestamp, judged bigint, people bigint.
update audit_head
set
    number = $number::bigint,
    hash = $hash::varchar,
    recorded_at = $recorded_at::timestamp,
    judged = $judged::bigint,
    people = $people::bigint
