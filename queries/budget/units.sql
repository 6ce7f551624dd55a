-- Every unit.
-- Grain: one row per unit. Parameters: none.
select
    unit_code,
    name,
    name_en
from unit
order by unit_code
