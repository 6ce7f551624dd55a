-- The sealed meetings of a unit over all years, the first first.
-- Grain: one row per seal. Parameters: unit_code varchar.
select fiscal_year, held_on, number, content, checksum, previous, sealed_at, sealed_by
from seal
where unit_code = $unit_code::varchar
order by number
