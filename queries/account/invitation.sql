-- A one-time link that can still be used.
-- Grain: one row, none where it is unknown, used or has lapsed. Parameters: token_hash varchar, moment timestamp.
select account
from invitation
where token_hash = $token_hash::varchar
    and used_at is null
    and expires_at > $moment::timestamp
