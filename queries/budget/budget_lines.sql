-- The budget lines of every unit and year.
-- Grain: one row per line. Parameters: none.
select
    unit_code,
    fiscal_year,
    name,
    name_en,
    programme_id,
    original_budget_yuan
from budget_line
order by unit_code, fiscal_year, position
