-- The budget lines of a version of a unit's budget.
-- Grain: one row per line. Parameters: unit_code varchar, fiscal_year integer, version integer.
select
    name,
    name_en,
    programme_id,
    original_budget_yuan
from budget_line
where unit_code = $unit_code::varchar
    and fiscal_year = $fiscal_year::integer
    and version = $version::integer
order by position
