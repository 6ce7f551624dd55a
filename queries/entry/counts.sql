-- How many entries of each kind the journal holds.
-- Grain: one row per kind. Parameters: none.
select kind, count(*) as entries
from entry
group by kind
order by kind
