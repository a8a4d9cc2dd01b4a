-- Whether anything was lost: one row per stage, run, control and creditor, with what went in, came out, and differs.
--
-- stage: Stage that posted the control.
-- run_key: Delivery, or business date, that was run.
-- control: What is counted.
-- creditor_id: Creditor; empty for all together.
-- rows_in: Rows that went in.
-- rows_out: Rows that came out, whatever became of them.
-- rows_lost: Rows in less rows out; 0 where nothing was lost or doubled.
-- in_euros: Amounts that went in.
-- out_euros: Amounts that came out.
-- lost_euros: Amounts in less amounts out; 0 where nothing was lost or doubled.
SELECT
  stage,
  run_key,
  control,
  creditor_id,
  CAST(coalesce(sum(row_count) FILTER (side = 'in'), 0) AS BIGINT) AS rows_in,
  CAST(coalesce(sum(row_count) FILTER (side = 'out'), 0) AS BIGINT) AS rows_out,
  CAST(sum(CASE side WHEN 'in' THEN row_count ELSE -row_count END) AS BIGINT) AS rows_lost,
  CAST(coalesce(sum(amount_cents) FILTER (side = 'in'), 0) * 0.01 AS DECIMAL(18, 2)) AS in_euros,
  CAST(coalesce(sum(amount_cents) FILTER (side = 'out'), 0) * 0.01 AS DECIMAL(18, 2)) AS out_euros,
  CAST(sum(CASE side WHEN 'in' THEN amount_cents ELSE -amount_cents END) * 0.01 AS DECIMAL(18, 2)) AS lost_euros
FROM inbox.controls
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
