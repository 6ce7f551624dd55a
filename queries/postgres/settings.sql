-- How PostgreSQL is asked: each query by one connection of its own, which its indexes can serve, instead of many that share out the table.
-- Grain: no rows. Parameters: none.
set pg_use_ctid_scan = false;
set pg_pool_max_connections = 32;
