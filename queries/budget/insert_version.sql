-- A version of a unit's approved budget for a year.
-- Grain: one row. Parameters: one for each column, of its type.
insert into budget_version (
    version_id,
    unit_code,
    fiscal_year,
    number,
    name,
    name_en,
    effective_on,
    origin,
    checksum,
    adopted_at,
    adopted_by
)
values (
    $version_id::varchar,
    $unit_code::varchar,
    $fiscal_year::integer,
    $number::integer,
    $name::varchar,
    $name_en::varchar,
    $effective_on::date,
    $origin::varchar,
    $checksum::varchar,
    $adopted_at::timestamp,
    $adopted_by::varchar
)
