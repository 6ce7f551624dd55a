-- The hash of an account's password, in place of the one before.
-- Grain: one row. Parameters: account varchar, password_hash varchar, recorded_at timestamp.
insert into credential (account, password_hash, changed_at)
values ($account::varchar, $password_hash::varchar, $recorded_at::timestamp)
on conflict (account) do update set password_hash = excluded.password_hash, changed_at = excluded.changed_at
