-- What came in and what left: one row per business date and creditor. What the hub delivers to itself is not counted.
--
-- business_date: Day on which the hub took it in, or sent it.
-- creditor_id: Creditor; empty for deliveries of banks and bailiffs, and for money that waits in suspense.
-- deliveries: Files received.
-- rows_read: Records received.
-- rows_accepted: Records that were booked.
-- rows_refused: Records that came back with a reason.
-- rows_duplicate: Records that were booked before.
-- rows_withdrawn: Records of deliveries that were withdrawn.
-- read_euros: Amounts received.
-- accepted_euros: Amounts that were booked.
-- refused_euros: Amounts that came back with a reason.
-- duplicate_euros: Amounts that were booked before.
-- withdrawn_euros: Amounts of deliveries that were withdrawn.
-- claims: Claims registered.
-- claims_euros: Their principal.
-- payments: Payments booked.
-- payments_euros: Money in.
-- reversals_euros: Money taken back.
-- credit_notes_euros: Principal credited.
-- letters: Letters made.
-- letters_euros: Amounts that they ask.
-- emails: E-mails made.
-- emails_euros: Amounts that they ask.
-- transfers: Dossiers sent to a bailiff.
-- transfers_euros: Amounts open in them.
WITH facts AS (
  SELECT
    known_at AS business_date, creditor_id, 1 AS deliveries,
    rows_read, rows_accepted, rows_refused, rows_duplicate, rows_withdrawn,
    cents_read, cents_accepted, cents_refused, cents_duplicate, cents_withdrawn
  FROM inbox.deliveries
  WHERE partner_kind <> 'hub'
  UNION ALL BY NAME
  SELECT known_at AS business_date, creditor_id, 1 AS claims, principal_cents AS claims_cents
  FROM canonical.claims
  UNION ALL BY NAME
  SELECT
    known_at AS business_date, creditor_id,
    CASE WHEN kind = 'payment' THEN 1 END AS payments,
    CASE WHEN kind = 'payment' THEN amount_cents END AS payments_cents,
    CASE WHEN kind = 'reversal' THEN amount_cents END AS reversals_cents,
    CASE WHEN kind = 'credit_note' THEN amount_cents END AS credit_notes_cents
  FROM canonical.payments
  UNION ALL BY NAME
  SELECT
    business_date, creditor_id,
    CASE WHEN channel = 'print' THEN 1 END AS letters,
    CASE WHEN channel = 'print' THEN open_cents END AS letters_cents,
    CASE WHEN channel = 'email' THEN 1 END AS emails,
    CASE WHEN channel = 'email' THEN open_cents END AS emails_cents
  FROM outbox.messages
  WHERE batch_id NOT IN (SELECT batch_id FROM outbox.releases WHERE state = 'waiting')
  UNION ALL BY NAME
  SELECT business_date, creditor_id, 1 AS transfers, open_cents AS transfers_cents
  FROM outbox.transfers
  WHERE batch_id NOT IN (SELECT batch_id FROM outbox.releases WHERE state = 'waiting')
)
SELECT
  business_date,
  creditor_id,
  count(deliveries) AS deliveries,
  CAST(coalesce(sum(rows_read), 0) AS BIGINT) AS rows_read,
  CAST(coalesce(sum(rows_accepted), 0) AS BIGINT) AS rows_accepted,
  CAST(coalesce(sum(rows_refused), 0) AS BIGINT) AS rows_refused,
  CAST(coalesce(sum(rows_duplicate), 0) AS BIGINT) AS rows_duplicate,
  CAST(coalesce(sum(rows_withdrawn), 0) AS BIGINT) AS rows_withdrawn,
  CAST(coalesce(sum(cents_read), 0) * 0.01 AS DECIMAL(18, 2)) AS read_euros,
  CAST(coalesce(sum(cents_accepted), 0) * 0.01 AS DECIMAL(18, 2)) AS accepted_euros,
  CAST(coalesce(sum(cents_refused), 0) * 0.01 AS DECIMAL(18, 2)) AS refused_euros,
  CAST(coalesce(sum(cents_duplicate), 0) * 0.01 AS DECIMAL(18, 2)) AS duplicate_euros,
  CAST(coalesce(sum(cents_withdrawn), 0) * 0.01 AS DECIMAL(18, 2)) AS withdrawn_euros,
  count(claims) AS claims,
  CAST(coalesce(sum(claims_cents), 0) * 0.01 AS DECIMAL(18, 2)) AS claims_euros,
  count(payments) AS payments,
  CAST(coalesce(sum(payments_cents), 0) * 0.01 AS DECIMAL(18, 2)) AS payments_euros,
  CAST(coalesce(sum(reversals_cents), 0) * 0.01 AS DECIMAL(18, 2)) AS reversals_euros,
  CAST(coalesce(sum(credit_notes_cents), 0) * 0.01 AS DECIMAL(18, 2)) AS credit_notes_euros,
  count(letters) AS letters,
  CAST(coalesce(sum(letters_cents), 0) * 0.01 AS DECIMAL(18, 2)) AS letters_euros,
  count(emails) AS emails,
  CAST(coalesce(sum(emails_cents), 0) * 0.01 AS DECIMAL(18, 2)) AS emails_euros,
  count(transfers) AS transfers,
  CAST(coalesce(sum(transfers_cents), 0) * 0.01 AS DECIMAL(18, 2)) AS transfers_euros
FROM facts
GROUP BY 1, 2
ORDER BY 1, 2
