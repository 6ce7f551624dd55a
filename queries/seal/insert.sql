-- One sealed meeting.
-- Grain: one row. Parameters: one for each column, of its type.
insert into seal (seal_id, unit_code, fiscal_year, held_on, number, content, checksum, previous, sealed_at, sealed_by)
values (
    $seal_id::varchar,
    $unit_code::varchar,
    $fiscal_year::integer,
    $held_on::date,
    $number::integer,
    $content::varchar,
    $checksum::varchar,
    $previous::varchar,
    $sealed_at::timestamp,
    $sealed_by::varchar
)
