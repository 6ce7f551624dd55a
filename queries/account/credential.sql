-- The hash of an account's password.
-- Grain: one row, none where it has no password. Parameters: account varchar.
select password_hash
from credential
where account = $account::varchar
