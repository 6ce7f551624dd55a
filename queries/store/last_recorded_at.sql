-- The moment of the latest write of any kind: nothing later may carry an earlier one, whatever the clock does.
-- Grain: one row. Parameters: none.
with moment as (
    select recorded_at
    from entry
    union all
    select recorded_at
    from plan_month
    union all
    select recorded_at
    from statement
    union all
    select recorded_at
    from meeting
    union all
    select recorded_at
    from decision
    union all
    select recorded_at
    from note
    union all
    select recorded_at
    from meeting_place
    union all
    select recorded_at
    from responsibility
    union all
    select recorded_at
    from unit_place
    union all
    select adopted_at as recorded_at
    from budget_version
    union all
    select submitted_at as recorded_at
    from submission
    union all
    select recorded_at
    from audit
    union all
    select sealed_at as recorded_at
    from seal
)

select max(recorded_at) as recorded_at
from moment
