-- Entries whose day lies outside the fiscal year they are counted in.
-- Grain: one row per fault (none is right). Parameters: none.
select op_key, occurred_on::varchar as detail
from entry
where year(occurred_on) <> fiscal_year
order by op_key
