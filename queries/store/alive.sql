-- Whether the database answers.
-- Grain: one row. Parameters: none.
select 1 as alive
