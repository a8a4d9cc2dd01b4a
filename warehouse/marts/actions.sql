-- What becomes of the next steps: one row per creditor, profile, step and outcome, for every business date that is kept.
--
-- business_date: Business date.
-- creditor_id: Creditor.
-- profile_id: Collection profile.
-- step_id: Next step of the profile; empty where none is left.
-- channel: Channel chosen.
-- outcome: What becomes of the step: `send`, `sent`, `held`, `waiting`, `below_threshold`, `person`, `finished`, `closed`.
-- dossiers: Dossiers.
-- open_euros: Open in them on the business date.
-- first_due_date: Earliest day from which one of these steps may be taken.
SELECT
  business_date,
  creditor_id,
  profile_id,
  step_id,
  channel,
  outcome,
  count(*) AS dossiers,
  CAST(sum(open_cents) * 0.01 AS DECIMAL(18, 2)) AS open_euros,
  min(due_date) AS first_due_date
FROM decisions.actions
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6
