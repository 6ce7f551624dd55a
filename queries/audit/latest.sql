-- The latest records of the audit trail that fit a filter ('' for any), the newest first.
-- Grain: one row per record. Parameters: actor varchar, action varchar, outcome varchar, since timestamp, until timestamp, most integer.
select number, recorded_at, actor, way, address, unit_code, action, outcome, subject, before, after
from audit
where ($actor::varchar = '' or contains(lower(actor), lower($actor::varchar)))
    and ($action::varchar = '' or action = $action::varchar)
    and ($outcome::varchar = '' or outcome = $outcome::varchar)
    and recorded_at >= $since::timestamp
    and recorded_at < $until::timestamp
order by number desc
limit $most::integer
