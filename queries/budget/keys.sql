-- Which units have an approved budget for which years.
-- Grain: one row per unit and year. Parameters: none.
select unit_code, fiscal_year
from budget_version
where number = 1
order by unit_code, fiscal_year
