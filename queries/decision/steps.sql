-- Every step of every decision of a unit and year, as known at a moment, in the order they were recorded.
-- Grain: one row per step. Parameters: unit_code varchar, fiscal_year integer, known_at timestamp.
select decision_id, op_key, held_on, wording, indicator_id, owner, due_on, state, reason, recorded_at, recorded_by
from decision
where unit_code = $unit_code::varchar
    and fiscal_year = $fiscal_year::integer
    and recorded_at <= $known_at::timestamp
order by recorded_at, entry_id
