-- The open questions of every unit and year.
-- Grain: one row per question. Parameters: none.
select
    unit_code,
    fiscal_year,
    question_id,
    indicator_ids,
    text_zh,
    text_en
from open_question
order by unit_code, fiscal_year, position
