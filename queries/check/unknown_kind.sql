-- Entries of a kind that the program does not know.
-- Grain: one row per fault (none is right). Parameters: none.
select op_key, kind as detail
from entry
where kind not in (
    'recall', 'training_session', 'survey', 'payment', 'monitoring_point',
    'milestone', 'appraisal', 'reading', 'budget_adjustment'
)
order by op_key
