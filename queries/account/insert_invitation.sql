-- A one-time link to set a password, by the hash of its token.
-- Grain: one row. Parameters: one for each column, of its type.
insert into invitation (token_hash, account, expires_at, recorded_at, recorded_by)
values (
    $token_hash::varchar,
    $account::varchar,
    $expires_at::timestamp,
    $recorded_at::timestamp,
    $recorded_by::varchar
)
