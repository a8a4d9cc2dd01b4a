"""Interest lines are kept of what left; of every other dossier and day they are made on request."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from assets.demo import DEMO_DATE
from assets.explain import explain_on
from assets.hub import open_hub
from tests.scenarios.days import ask

LATER = date(2026, 12, 31)


def test_the_lines_that_left_are_those_that_are_made_on_request(day_template: Path) -> None:
    most = "SELECT dossier_id FROM outbox.lines GROUP BY dossier_id ORDER BY count(*) DESC, dossier_id LIMIT 3"
    with open_hub(day_template, read_only=True) as hub:
        for dossier_id in hub.store.sql(most)["dossier_id"]:
            kept = hub.store.read("outbox.lines", where="dossier_id = ?", parameters=[dossier_id])
            claims = explain_on(hub, dossier_id, DEMO_DATE)[0]["claims"]
            made = {
                (claim["claim_id"], line["from_date"], line["base_cents"], line["rate_ppm"], line["interest_cents"])
                for claim in claims
                if claim["claim_id"] in kept["claim_id"]
                for line in claim["lines"]
            }
            assert made == set(kept.select("claim_id", "from_date", "base_cents", "rate_ppm", "interest_cents").rows())


def test_a_dossier_that_stayed_is_explained_on_any_day(day_template: Path) -> None:
    stayed = ask(
        day_template,
        "SELECT dossier_id, open_cents FROM decisions.actions WHERE outcome <> 'send' AND open_cents > 0 "
        "AND dossier_id NOT IN (SELECT dossier_id FROM outbox.lines) ORDER BY dossier_id LIMIT 2",
    )
    assert stayed
    with open_hub(day_template, read_only=True) as hub:
        for dossier_id, open_cents in stayed:
            today, later = (explain_on(hub, str(dossier_id), day)[0] for day in (DEMO_DATE, LATER))
            assert today["open_cents"] == open_cents
            assert later["asked_cents"] >= today["asked_cents"]
            assert any(claim["lines"] for claim in later["claims"])
