-- A record of the audit trail.
-- Grain: one row. Parameters: one for each column, of its type.
insert into audit (
    number,
    recorded_at,
    actor,
    way,
    address,
    unit_code,
    action,
    outcome,
    subject,
    before,
    after,
    previous,
    hash
)
values (
    $number::bigint,
    $recorded_at::timestamp,
    $actor::varchar,
    $way::varchar,
    $address::varchar,
    $unit_code::varchar,
    $action::varchar,
    $outcome::varchar,
    $subject::varchar,
    $before::varchar,
    $after::varchar,
    $previous::varchar,
    $hash::varchar
)
