-- The role of an account in a unit from now on ('': none).
-- Grain: one row. Parameters: one for each column, of its type.
insert into account_role (entry_id, account, unit_code, role, recorded_at, recorded_by)
values (
    $entry_id::varchar,
    $account::varchar,
    $unit_code::varchar,
    $role::varchar,
    $recorded_at::timestamp,
    $recorded_by::varchar
)
