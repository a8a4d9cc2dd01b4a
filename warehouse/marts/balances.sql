-- What every claim stands at: one row per claim on the newest business date.
--
-- business_date: Newest business date that was computed.
-- creditor_id: Creditor.
-- dossier_id: Dossier.
-- claim_id: Claim.
-- claim_reference: The creditor's own number of the claim.
-- debtor_id: Who owes.
-- debtor_type: Consumer, sole trader or business.
-- country: Country of the debtor's address.
-- product: Product or service group in the creditor's words.
-- invoice_date: Day of the invoice.
-- due_date: Last day to pay.
-- known_at: Business date on which the hub took the claim in.
-- profile_id: Collection profile of the dossier.
-- regime: Interest regime.
-- principal_euros: Principal as registered.
-- credited_euros: Principal taken off by credit notes.
-- principal_paid_euros: Principal paid.
-- principal_open_euros: Principal still open.
-- interest_euros: Interest so far.
-- interest_paid_euros: Interest paid.
-- interest_open_euros: Interest still open.
-- costs_euros: Costs of the claim itself, VAT included.
-- costs_paid_euros: Of these, paid.
-- costs_open_euros: Of these, still open.
-- waived_euros: Principal, interest and costs that ended with a withdrawal.
-- open_euros: Principal, interest and costs still open.
-- closing_reason: Why the claim ended; empty while it runs.
WITH newest_debtors AS (
  SELECT debtor_id, debtor_type, country
  FROM canonical.debtors
  QUALIFY row_number() OVER (PARTITION BY debtor_id ORDER BY delivery_id DESC, line_number DESC) = 1
)
SELECT
  balances.business_date,
  balances.creditor_id,
  balances.dossier_id,
  balances.claim_id,
  claims.claim_reference,
  claims.debtor_id,
  newest_debtors.debtor_type,
  newest_debtors.country,
  claims.product,
  claims.invoice_date,
  claims.due_date,
  claims.known_at,
  profiles.profile_id,
  balances.regime,
  CAST(balances.principal_cents * 0.01 AS DECIMAL(18, 2)) AS principal_euros,
  CAST(balances.principal_credited_cents * 0.01 AS DECIMAL(18, 2)) AS credited_euros,
  CAST(balances.principal_paid_cents * 0.01 AS DECIMAL(18, 2)) AS principal_paid_euros,
  CAST(balances.principal_open_cents * 0.01 AS DECIMAL(18, 2)) AS principal_open_euros,
  CAST(balances.interest_total_cents * 0.01 AS DECIMAL(18, 2)) AS interest_euros,
  CAST(balances.interest_paid_cents * 0.01 AS DECIMAL(18, 2)) AS interest_paid_euros,
  CAST(balances.interest_open_cents * 0.01 AS DECIMAL(18, 2)) AS interest_open_euros,
  CAST(balances.costs_total_cents * 0.01 AS DECIMAL(18, 2)) AS costs_euros,
  CAST(balances.costs_paid_cents * 0.01 AS DECIMAL(18, 2)) AS costs_paid_euros,
  CAST(balances.costs_open_cents * 0.01 AS DECIMAL(18, 2)) AS costs_open_euros,
  CAST(balances.waived_cents * 0.01 AS DECIMAL(18, 2)) AS waived_euros,
  CAST(balances.open_cents * 0.01 AS DECIMAL(18, 2)) AS open_euros,
  balances.closing_reason
FROM ledger.balances
LEFT JOIN canonical.claims ON claims.claim_id = balances.claim_id
LEFT JOIN newest_debtors ON newest_debtors.debtor_id = claims.debtor_id
LEFT JOIN decisions.profiles
  ON profiles.business_date = balances.business_date AND profiles.dossier_id = balances.dossier_id
WHERE balances.business_date = (SELECT max(business_date) FROM ledger.balances)
ORDER BY balances.claim_id
