-- Interest lines are kept where they are shown, in outbox.lines; those of every claim and day are computed on request.
DROP TABLE IF EXISTS ledger.lines;
