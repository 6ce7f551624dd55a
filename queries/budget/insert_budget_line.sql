-- A budget line.
-- Grain: one row. Parameters: one for each column, of its type.
insert into budget_line (
    unit_code,
    fiscal_year,
    version,
    name,
    name_en,
    position,
    programme_id,
    original_budget_yuan
)
values (
    $unit_code::varchar,
    $fiscal_year::integer,
    $version::integer,
    $name::varchar,
    $name_en::varchar,
    $position::integer,
    $programme_id::varchar,
    $original_budget_yuan::decimal(18, 2)
)
