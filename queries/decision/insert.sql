-- One step of a decision: made, moved, done or dropped. The same op_key again is the same step.
-- Grain: one row. Parameters: one for each column, of its type.
insert into decision (
    entry_id,
    op_key,
    decision_id,
    unit_code,
    fiscal_year,
    held_on,
    wording,
    indicator_id,
    owner,
    due_on,
    state,
    reason,
    recorded_at,
    recorded_by
)
values (
    $entry_id::varchar,
    $op_key::varchar,
    $decision_id::varchar,
    $unit_code::varchar,
    $fiscal_year::integer,
    $held_on::date,
    $wording::varchar,
    $indicator_id::varchar,
    $owner::varchar,
    $due_on::date,
    $state::varchar,
    $reason::varchar,
    $recorded_at::timestamp,
    $recorded_by::varchar
)
on conflict (op_key) do nothing
