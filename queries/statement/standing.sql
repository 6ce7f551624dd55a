-- What is stated on the forms of a unit and year: of several statements for one field the last one.
-- Grain: one row per form, programme, cut-off month, indicator and field. Parameters: unit_code varchar, fiscal_year integer, known_at timestamp.
with numbered_statement as (
    select
        form,
        programme_id,
        cut_off,
        indicator_id,
        field,
        value,
        row_number() over (
            partition by form, programme_id, cut_off, indicator_id, field
            order by recorded_at desc, entry_id desc
        ) as age
    from statement
    where unit_code = $unit_code::varchar
        and fiscal_year = $fiscal_year::integer
        and recorded_at <= $known_at::timestamp
)

select form, programme_id, cut_off, indicator_id, field, value
from numbered_statement
where age = 1 and value <> ''
order by form, programme_id, cut_off, indicator_id, field
