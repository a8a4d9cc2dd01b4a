-- What is open: one row per creditor, profile and age of the oldest open claim, on the newest business date.
--
-- business_date: Newest business date that was computed.
-- creditor_id: Creditor.
-- profile_id: Collection profile; empty where none was given.
-- ageing: Days since the oldest due date among open claims: `not_due`, `000-030`, `031-060`, `061-090`, `091-180`,
--   `181-365`, `over_365`; `closed` where nothing is open.
-- dossiers: Dossiers.
-- claims: Claims in them, closed ones too.
-- open_claims: Claims with something open.
-- principal_euros: Principal as registered.
-- principal_open_euros: Principal still open.
-- interest_open_euros: Interest still open.
-- costs_open_euros: Costs still open.
-- open_euros: Principal, interest and costs still open.
-- paid_euros: Payments that count, whatever they paid.
-- credit_euros: Money that pays nothing yet.
SELECT
  dossiers.business_date,
  dossiers.creditor_id,
  profiles.profile_id,
  CASE
    WHEN dossiers.oldest_due_date IS NULL THEN 'closed'
    WHEN dossiers.oldest_due_date >= dossiers.business_date THEN 'not_due'
    WHEN dossiers.business_date - dossiers.oldest_due_date <= 30 THEN '000-030'
    WHEN dossiers.business_date - dossiers.oldest_due_date <= 60 THEN '031-060'
    WHEN dossiers.business_date - dossiers.oldest_due_date <= 90 THEN '061-090'
    WHEN dossiers.business_date - dossiers.oldest_due_date <= 180 THEN '091-180'
    WHEN dossiers.business_date - dossiers.oldest_due_date <= 365 THEN '181-365'
    ELSE 'over_365'
  END AS ageing,
  count(*) AS dossiers,
  CAST(sum(dossiers.claim_count) AS BIGINT) AS claims,
  CAST(sum(dossiers.open_claim_count) AS BIGINT) AS open_claims,
  CAST(sum(dossiers.principal_cents) * 0.01 AS DECIMAL(18, 2)) AS principal_euros,
  CAST(sum(dossiers.principal_open_cents) * 0.01 AS DECIMAL(18, 2)) AS principal_open_euros,
  CAST(sum(dossiers.interest_open_cents) * 0.01 AS DECIMAL(18, 2)) AS interest_open_euros,
  CAST(sum(dossiers.costs_open_cents) * 0.01 AS DECIMAL(18, 2)) AS costs_open_euros,
  CAST(sum(dossiers.open_cents) * 0.01 AS DECIMAL(18, 2)) AS open_euros,
  CAST(sum(dossiers.paid_cents) * 0.01 AS DECIMAL(18, 2)) AS paid_euros,
  CAST(sum(dossiers.credit_cents) * 0.01 AS DECIMAL(18, 2)) AS credit_euros
FROM ledger.dossiers
LEFT JOIN decisions.profiles USING (business_date, dossier_id)
WHERE dossiers.business_date = (SELECT max(business_date) FROM ledger.dossiers)
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
