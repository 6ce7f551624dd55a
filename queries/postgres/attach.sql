-- The PostgreSQL database under a name of ours.
-- Grain: no rows. Parameters: none.
attach '' as journal (type postgres, secret place)
