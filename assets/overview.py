"""What happened, as frames for people and scripts: deliveries, dossiers, batches, controls, work items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from assets.manifest import LOG_ID_LENGTH

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from warehouse.store import Store

_NEWEST: Final = "(SELECT max(business_date) FROM ledger.dossiers)"

_SENT: Final = "(partner_kind <> 'hub' OR coalesce(feed, 'decisions') = 'decisions')"

_STATE: Final = (
    "coalesce((SELECT max_by(state, delivery_id) FROM outbox.releases WHERE waiting_batch_id = batches.batch_id), "
    "'left') AS state"
)
QUESTIONS: Final = {
    "deliveries": """
        SELECT partner_id AS partner, coalesce(feed, '-') AS feed, status, count(*) AS files,
               CAST(sum(rows_read) AS BIGINT) AS read, CAST(sum(cents_read) AS BIGINT) AS read_cents,
               CAST(sum(rows_accepted) AS BIGINT) AS accepted, CAST(sum(cents_accepted) AS BIGINT) AS accepted_cents,
               CAST(sum(rows_refused) AS BIGINT) AS refused, CAST(sum(cents_refused) AS BIGINT) AS refused_cents,
               CAST(sum(rows_duplicate) AS BIGINT) AS duplicate,
               CAST(sum(cents_duplicate) AS BIGINT) AS duplicate_cents,
               CAST(sum(rows_waiting) AS BIGINT) AS waiting, CAST(sum(cents_waiting) AS BIGINT) AS waiting_cents
        FROM inbox.deliveries WHERE {sent} AND {chosen}
        GROUP BY ALL ORDER BY min(delivery_id)""",
    "findings": """
        SELECT d.partner_id AS partner, CAST(f.code AS VARCHAR) AS code, f.outcome,
               any_value(f.message) AS example, count(*) AS findings
        FROM inbox.findings f JOIN inbox.deliveries d USING (delivery_id) WHERE {chosen}
        GROUP BY ALL ORDER BY partner, code, f.outcome""",
    "dossiers": f"""
        SELECT creditor_id AS creditor, count(*) AS dossiers, CAST(sum(claim_count) AS BIGINT) AS claims,
               CAST(sum(principal_open_cents) AS BIGINT) AS principal_cents,
               CAST(sum(interest_open_cents) AS BIGINT) AS interest_cents,
               CAST(sum(costs_open_cents) AS BIGINT) AS costs_cents, CAST(sum(open_cents) AS BIGINT) AS open_cents,
               CAST(sum(paid_cents) AS BIGINT) AS paid_cents, CAST(sum(credit_cents) AS BIGINT) AS credit_cents
        FROM ledger.dossiers WHERE business_date = {_NEWEST} GROUP BY ALL ORDER BY creditor""",
    "actions": f"""
        SELECT profile_id AS profile, coalesce(step_id, '-') AS step, outcome, count(*) AS dossiers,
               CAST(sum(open_cents) AS BIGINT) AS open_cents
        FROM decisions.actions WHERE business_date = {_NEWEST} GROUP BY ALL ORDER BY profile, step, outcome""",
    "batches": f"""
        SELECT batch_id AS batch, business_date, partner_id AS partner, kind, row_count AS rows, amount_cents,
               file_name AS file, {_STATE}
        FROM outbox.batches WHERE kind NOT IN ('receipt', 'findings') ORDER BY business_date, batch_id""",
    "work_items": f"""
        SELECT kind, count(*) AS items, CAST(sum(amount_cents) AS BIGINT) AS amount_cents, min(since_date) AS oldest,
               any_value(reason ORDER BY item_id) AS example
        FROM decisions.work_items WHERE business_date = {_NEWEST} GROUP BY ALL ORDER BY kind""",
    "controls": """
        SELECT * EXCLUDE (place), rows_in > 0 AND (rows_in <> rows_out OR in_cents <> out_cents) AS differs
        FROM (SELECT list_position(['inbox', 'canonical', 'ledger', 'decisions', 'outbox'], stage) AS place, stage,
                     control, count(DISTINCT run_key) AS runs,
                     CAST(coalesce(sum(row_count) FILTER (side = 'in'), 0) AS BIGINT) AS rows_in,
                     CAST(coalesce(sum(row_count) FILTER (side = 'out'), 0) AS BIGINT) AS rows_out,
                     CAST(coalesce(sum(amount_cents) FILTER (side = 'in'), 0) AS BIGINT) AS in_cents,
                     CAST(coalesce(sum(amount_cents) FILTER (side = 'out'), 0) AS BIGINT) AS out_cents
              FROM inbox.controls GROUP BY ALL)
        ORDER BY place, control""",
}
"""The questions of `status`, by name. `{chosen}` is a condition on deliveries."""


DETAILS: Final = QUESTIONS | {
    "deliveries": """
        SELECT delivery_id, partner_id, partner_kind, feed, file_name, sha256, known_at, status, duplicate_of, corrects,
               revised_by, rows_read, rows_accepted, rows_refused, rows_duplicate, rows_waiting, rows_withdrawn,
               rows_released, cents_read, cents_accepted, cents_refused, cents_duplicate, cents_waiting,
               cents_withdrawn, cents_released
        FROM inbox.deliveries WHERE {sent} AND {chosen} ORDER BY delivery_id""",
    "batches": f"SELECT *, {_STATE} FROM outbox.batches ORDER BY business_date, batch_id",
    "work_items": f"SELECT * FROM decisions.work_items WHERE business_date = {_NEWEST} ORDER BY kind, item_id",
}
"""The same questions for scripts: deliveries, batches and work items one by one."""


def answer(
    store: Store, name: str, *, deliveries: list[str] | None = None, questions: Mapping[str, str] = QUESTIONS
) -> pl.DataFrame:
    """The answer to one of the questions.

    Args:
        store: The warehouse.
        name: Which question.
        questions: The questions: for people (`QUESTIONS`) or for scripts (`DETAILS`).
        deliveries: Only these deliveries, where the question is about deliveries; all when not given.

    Returns:
        Rows for people: cents in columns named `*_cents`.
    """
    listed = "','".join(deliveries or [])
    chosen = "true" if deliveries is None else f"left(delivery_id, {LOG_ID_LENGTH}) IN ('{listed}')"
    return store.sql(questions[name].replace("{chosen}", chosen).replace("{sent}", _SENT))
