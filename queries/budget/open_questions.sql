-- The open questions of a version of a unit's budget.
-- Grain: one row per question. Parameters: unit_code varchar, fiscal_year integer, version integer.
select
    question_id,
    indicator_ids,
    text_zh,
    text_en
from open_question
where unit_code = $unit_code::varchar
    and fiscal_year = $fiscal_year::integer
    and version = $version::integer
order by position
