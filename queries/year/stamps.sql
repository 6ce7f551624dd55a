-- The moment of the last write that the judgement of a unit rests on: an entry, a version of its budget, a plan, a rhythm.
-- Grain: one row per unit that has a budget for the year. Parameters: fiscal_year integer.
select unit_code, written_at
from unit_written
where fiscal_year = $fiscal_year::integer
    and unit_code in (select unit_code from budget_version where fiscal_year = $fiscal_year::integer)
order by unit_code
