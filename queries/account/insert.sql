-- An account as it stands from now on.
-- Grain: one row. Parameters: one for each column, of its type.
insert into account (entry_id, account, display_name, state, recorded_at, recorded_by)
values (
    $entry_id::varchar,
    $account::varchar,
    $display_name::varchar,
    $state::varchar,
    $recorded_at::timestamp,
    $recorded_by::varchar
)
