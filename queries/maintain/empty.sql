-- Room for the sorted rows, in the same transaction.
-- Grain: no rows. Parameters: none.
delete from entry
