-- A unit of government.
-- Grain: one row. Parameters: one for each column, of its type.
insert into unit (
    unit_code,
    name,
    name_en
)
values (
    $unit_code::varchar,
    $name::varchar,
    $name_en::varchar
)
