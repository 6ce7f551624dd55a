-- The moment a unit was last put into a folder.
-- Grain: one row. Parameters: none.
select max(recorded_at) as recorded_at
from unit_place
