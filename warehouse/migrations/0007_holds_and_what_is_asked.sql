-- `decisions.holds` and `decisions.left_out` are new and need no statement. What older days asked is what was open then.
ALTER TABLE canonical.events ADD COLUMN debtor_id VARCHAR;
ALTER TABLE canonical.events ADD COLUMN hold_kind VARCHAR;
ALTER TABLE canonical.events ADD COLUMN profile_id VARCHAR;
ALTER TABLE canonical.events ADD COLUMN owner VARCHAR;
ALTER TABLE ledger.costs ADD COLUMN claim_ids VARCHAR;
ALTER TABLE decisions.actions ADD COLUMN asked_cents BIGINT;
ALTER TABLE decisions.actions ADD COLUMN hold_id VARCHAR;
ALTER TABLE decisions.actions ADD COLUMN tone VARCHAR;
ALTER TABLE outbox.messages ADD COLUMN is_partial BOOLEAN;
ALTER TABLE outbox.transfers ADD COLUMN is_partial BOOLEAN;
