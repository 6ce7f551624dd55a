-- A sign-in ends.
-- Grain: one row. Parameters: session_id varchar, recorded_at timestamp, ended_why varchar.
update sign_in
set ended_at = $recorded_at::timestamp, ended_why = $ended_why::varchar
where session_id = $session_id::varchar
    and ended_at is null
