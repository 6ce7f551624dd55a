-- Record a migration as applied.
-- Grain: one row. Parameters: version integer, name varchar, sha256 varchar, applied_at timestamp.
insert into schema_version (version, name, sha256, applied_at)
values ($version::integer, $name::varchar, $sha256::varchar, $applied_at::timestamp)
