-- The tables without a name before them are PostgreSQL's.
-- Grain: no rows. Parameters: none.
use journal
