-- What is wrong with what we receive: one row per creditor, feed and finding, over all deliveries.
--
-- creditor_id: Creditor; empty for banks and bailiffs.
-- partner_id: Who sent it.
-- feed: Feed that took the file; empty where none did.
-- code: Number of the finding.
-- name: Name of the finding.
-- severity: Whether the record is refused for it.
-- cause: What is wrong.
-- cure: What the sender can do.
-- findings: Findings.
-- records: Records that have it, a file as a whole counted as one.
-- deliveries: Deliveries that have it.
-- first_known_at: First business date on which it came up.
-- last_known_at: Last business date on which it came up.
-- reported_records: Records that were reported to the creditor for it; empty where nothing was reported.
-- reported_euros: Amounts of those records; empty where nothing was reported.
WITH found AS (
  SELECT
    deliveries.creditor_id, deliveries.partner_id, deliveries.feed, deliveries.known_at,
    findings.delivery_id, findings.code, count(*) AS findings,
    count(DISTINCT (findings.line_number, findings.record_type)) AS records
  FROM inbox.findings
  JOIN inbox.deliveries USING (delivery_id)
  GROUP BY ALL
),
reported AS (
  SELECT delivery_id, code, sum(row_count) AS records, sum(amount_cents) AS cents
  FROM outbox.reports
  WHERE code IS NOT NULL
  GROUP BY ALL
)
SELECT
  found.creditor_id,
  found.partner_id,
  found.feed,
  found.code,
  codes.name,
  codes.severity,
  codes.cause,
  codes.cure,
  CAST(sum(found.findings) AS BIGINT) AS findings,
  CAST(sum(found.records) AS BIGINT) AS records,
  count(*) AS deliveries,
  min(found.known_at) AS first_known_at,
  max(found.known_at) AS last_known_at,
  CAST(sum(reported.records) AS BIGINT) AS reported_records,
  CAST(sum(reported.cents) * 0.01 AS DECIMAL(18, 2)) AS reported_euros
FROM found
LEFT JOIN reported ON reported.delivery_id = found.delivery_id AND reported.code = found.code
LEFT JOIN marts.finding_codes AS codes ON codes.code = found.code
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
ORDER BY 1, 2, 3, 4
