-- The sign-ins that have not ended.
-- Grain: one row per sign-in. Parameters: none.
select session_id, account, way, address, began_at, seen_at
from sign_in
where ended_at is null
