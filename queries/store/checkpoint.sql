-- Everything into the file itself, nothing left in its log.
-- Grain: one row. Parameters: none.
checkpoint
