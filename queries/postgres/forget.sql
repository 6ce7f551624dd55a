-- Look at PostgreSQL's tables anew after a migration.
-- Grain: no rows. Parameters: none.
call pg_clear_cache()
