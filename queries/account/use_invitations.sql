-- Every one-time link of an account is used up.
-- Grain: one row per link. Parameters: account varchar, recorded_at timestamp.
update invitation
set used_at = $recorded_at::timestamp
where account = $account::varchar
    and used_at is null
