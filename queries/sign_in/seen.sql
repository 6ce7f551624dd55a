-- When a sign-in was last used; never earlier than what is known, because several processes tell of it.
-- Grain: one row. Parameters: session_id varchar, seen_at timestamp.
update sign_in
set seen_at = $seen_at::timestamp
where session_id = $session_id::varchar
    and seen_at < $seen_at::timestamp
