-- The submitted forms of a unit and year, newest first.
-- Grain: one row per submission. Parameters: unit_code varchar, fiscal_year integer.
select form, programme_id, cut_off, as_of, content, checksum, rules_version, total, submitted_at, submitted_by
from submission
where unit_code = $unit_code::varchar
    and fiscal_year = $fiscal_year::integer
order by submitted_at desc, submission_id
