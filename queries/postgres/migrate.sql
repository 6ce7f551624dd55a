-- Apply a migration in PostgreSQL's own words (queries/schema_postgres/).
-- Grain: no rows. Parameters: text varchar.
call postgres_execute('journal', $text::varchar)
