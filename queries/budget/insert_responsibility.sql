-- Who answers for an indicator, and how often it is to be updated.
-- Grain: one row. Parameters: one for each column, of its type.
insert into responsibility (entry_id, unit_code, fiscal_year, indicator_id, owner, rhythm, recorded_at, recorded_by)
values (
    $entry_id::varchar,
    $unit_code::varchar,
    $fiscal_year::integer,
    $indicator_id::varchar,
    $owner::varchar,
    $rhythm::varchar,
    $recorded_at::timestamp,
    $recorded_by::varchar
)
