-- The sign-ins that failed since a moment, by the account that was tried.
-- Grain: one row per failure. Parameters: since timestamp.
select actor as subject, address, recorded_at
from audit
where recorded_at >= $since::timestamp
    and action = 'enter'
    and outcome = 'denied'
    and subject = 'sign in'
    and after like '%sign_in_wrong%'
order by number
