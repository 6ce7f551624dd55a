-- One statement on a form.
-- Grain: one row. Parameters: one for each column, of its type.
insert into statement (
    entry_id,
    unit_code,
    fiscal_year,
    form,
    programme_id,
    cut_off,
    indicator_id,
    field,
    value,
    recorded_at,
    recorded_by
)
values (
    $entry_id::varchar,
    $unit_code::varchar,
    $fiscal_year::integer,
    $form::varchar,
    $programme_id::varchar,
    $cut_off::integer,
    $indicator_id::varchar,
    $field::varchar,
    $value::varchar,
    $recorded_at::timestamp,
    $recorded_by::varchar
)
