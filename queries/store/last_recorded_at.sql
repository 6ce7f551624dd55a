-- The moment of the latest entry, plan or statement: nothing later may carry an earlier one, whatever the clock does.
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
)

select max(recorded_at) as recorded_at
from moment
