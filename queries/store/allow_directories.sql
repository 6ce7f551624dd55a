-- Name the only folders the database may touch. Run before harden.sql.
-- Grain: no rows. Parameters: directories varchar[].
set allowed_directories = $directories
