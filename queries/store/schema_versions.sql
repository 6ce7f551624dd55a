-- The migrations that were applied.
-- Grain: one row per migration. Parameters: none.
select version, name, sha256
from schema_version
order by version
