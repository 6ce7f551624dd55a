-- A sign-in, by the hash of its token.
-- Grain: one row. Parameters: one for each column, of its type.
insert into sign_in (session_id, account, way, address, began_at, seen_at)
values (
    $session_id::varchar,
    $account::varchar,
    $way::varchar,
    $address::varchar,
    $began_at::timestamp,
    $seen_at::timestamp
)
