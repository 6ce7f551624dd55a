-- The versions of a unit's budget for a year, the newest last.
-- Grain: one row per version. Parameters: unit_code varchar, fiscal_year integer.
select version_id, number, effective_on, origin, checksum, adopted_at, adopted_by
from budget_version
where unit_code = $unit_code::varchar
    and fiscal_year = $fiscal_year::integer
order by number
