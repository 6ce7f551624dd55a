-- Which item of a meeting comes onto the screen.
-- Grain: one row. Parameters: one for each column, of its type.
insert into meeting_place (entry_id, unit_code, fiscal_year, held_on, item, recorded_at, recorded_by)
values (
    $entry_id::varchar,
    $unit_code::varchar,
    $fiscal_year::integer,
    $held_on::date,
    $item::varchar,
    $recorded_at::timestamp,
    $recorded_by::varchar
)
