-- Submitted forms whose content no longer has the checksum they were frozen with.
-- Grain: one row per fault (none is right). Parameters: none.
select submission_id as op_key, form || ' ' || programme_id || ' ' || submitted_at::varchar as detail
from submission
where sha256(content) <> checksum
order by submission_id
