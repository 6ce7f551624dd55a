-- Every sign-in of an account ends, but one ('' for none).
-- Grain: one row per sign-in. Parameters: account varchar, but varchar, recorded_at timestamp, ended_why varchar.
update sign_in
set ended_at = $recorded_at::timestamp, ended_why = $ended_why::varchar
where account = $account::varchar
    and session_id <> $but::varchar
    and ended_at is null
