-- An open question about the approved tables.
-- Grain: one row. Parameters: one for each column, of its type.
insert into open_question (
    unit_code,
    fiscal_year,
    version,
    question_id,
    position,
    indicator_ids,
    text_zh,
    text_en
)
values (
    $unit_code::varchar,
    $fiscal_year::integer,
    $version::integer,
    $question_id::varchar,
    $position::integer,
    $indicator_ids::varchar,
    $text_zh::varchar,
    $text_en::varchar
)
