-- What meetings of a unit and year noted, as known at a moment, in the order it was recorded.
-- Grain: one row per note. Parameters: unit_code varchar, fiscal_year integer, known_at timestamp.
select op_key, held_on, indicator_id, wording, recorded_at, recorded_by
from note
where unit_code = $unit_code::varchar
    and fiscal_year = $fiscal_year::integer
    and recorded_at <= $known_at::timestamp
order by recorded_at, op_key
