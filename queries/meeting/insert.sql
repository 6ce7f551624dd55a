-- One statement of a meeting: when it is held, who chairs it, who is present.
-- Grain: one row. Parameters: one for each column, of its type.
insert into meeting (entry_id, unit_code, fiscal_year, held_on, chaired_by, present, venue, recorded_at, recorded_by)
values (
    $entry_id::varchar,
    $unit_code::varchar,
    $fiscal_year::integer,
    $held_on::date,
    $chaired_by::varchar,
    $present::varchar,
    $venue::varchar,
    $recorded_at::timestamp,
    $recorded_by::varchar
)
