-- The moment of the latest entry: no later entry may carry an earlier one, whatever the clock does.
-- Grain: one row. Parameters: none.
select max(recorded_at) as recorded_at
from entry
