-- The indexes that our store has, for SQLite (benchmarks/log_peers.py).
create index of_scope on entry (scope);
create index of_unit on entry (unit_code);
create index of_key on entry (op_key);
analyze;
