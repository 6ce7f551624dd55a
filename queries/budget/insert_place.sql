-- In which folder of the tree a unit stands.
-- Grain: one row. Parameters: one for each column, of its type.
insert into unit_place (entry_id, unit_code, path, recorded_at, recorded_by)
values (
    $entry_id::varchar,
    $unit_code::varchar,
    $path::varchar,
    $recorded_at::timestamp,
    $recorded_by::varchar
)
