-- Evidence's one query, its rows written into it by benchmarks/peers/for_evidence.py.
select *
from (values
$rows
) as figure (day, place, name, value, target, top, state)
