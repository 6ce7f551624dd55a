-- The indicators of every unit and year, as in the printed tables.
-- Grain: one row per indicator. Parameters: none.
select
    unit_code,
    fiscal_year,
    indicator_id,
    programme_id,
    form,
    dimension,
    category,
    name,
    name_en,
    target_text,
    cell_text,
    comparison,
    target_value,
    target_low,
    target_high,
    measure_word,
    deadline,
    wording,
    measure,
    budget_line,
    part_of,
    rhythm
from indicator
order by unit_code, fiscal_year, position
