-- The record of migrations; each row is written in the same transaction as its migration.
-- Grain: no rows. Parameters: none.
create table if not exists schema_version (
    version integer primary key,
    name varchar not null,
    sha256 varchar not null,
    applied_at timestamp not null
)
