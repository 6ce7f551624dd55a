-- The journal in the order in which a unit's rows stand beside each other, and what PostgreSQL knows of its tables told anew.
-- Grain: no rows. Parameters: none.
call postgres_execute('journal', 'cluster entry using entry_of_scope; analyze')
