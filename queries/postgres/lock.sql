-- Wait until no other process writes, and keep others waiting until the transaction ends. The number is ours, the same in every process.
-- Grain: no rows. Parameters: none.
call postgres_execute('journal', 'select pg_advisory_xact_lock(504722025)')
