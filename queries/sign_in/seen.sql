-- When a sign-in was last used.
-- Grain: one row. Parameters: session_id varchar, seen_at timestamp.
update sign_in
set seen_at = $seen_at::timestamp
where session_id = $session_id::varchar
