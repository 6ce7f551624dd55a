-- The sorted copy has served.
-- Grain: no rows. Parameters: none.
drop table sorted_entry
