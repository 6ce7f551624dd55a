-- The number of the newest version of every unit and year.
-- Grain: one row per unit and year. Parameters: none.
select unit_code, fiscal_year, max(number) as number
from budget_version
group by unit_code, fiscal_year
