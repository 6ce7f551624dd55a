-- 结论: what a meeting noted of an indicator. The same op_key again is the same note.
-- Grain: one row. Parameters: one for each column, of its type.
insert into note (op_key, unit_code, fiscal_year, held_on, indicator_id, wording, recorded_at, recorded_by)
values (
    $op_key::varchar,
    $unit_code::varchar,
    $fiscal_year::integer,
    $held_on::date,
    $indicator_id::varchar,
    $wording::varchar,
    $recorded_at::timestamp,
    $recorded_by::varchar
)
on conflict (op_key) do nothing
