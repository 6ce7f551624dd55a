-- That a meeting was sealed, kept apart from the seal.
-- Grain: one row. Parameters: one for each column, of its type.
insert into seal_register (seal_id, unit_code, held_on, checksum)
values ($seal_id::varchar, $unit_code::varchar, $held_on::date, $checksum::varchar)
