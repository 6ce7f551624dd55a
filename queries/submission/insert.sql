-- One submitted form.
-- Grain: one row. Parameters: one for each column, of its type.
insert into submission (
    submission_id,
    unit_code,
    fiscal_year,
    form,
    programme_id,
    cut_off,
    as_of,
    content,
    checksum,
    rules_version,
    total,
    submitted_at,
    submitted_by
)
values (
    $submission_id::varchar,
    $unit_code::varchar,
    $fiscal_year::integer,
    $form::varchar,
    $programme_id::varchar,
    $cut_off::integer,
    $as_of::date,
    $content::varchar,
    $checksum::varchar,
    $rules_version::varchar,
    $total::decimal(9, 2),
    $submitted_at::timestamp,
    $submitted_by::varchar
)
