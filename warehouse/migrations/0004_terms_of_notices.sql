-- Facts of older warehouses do not tell it; what a file told since is taken from the log by `incassohub rebuild`.
ALTER TABLE canonical.events ADD COLUMN term_days BIGINT;
