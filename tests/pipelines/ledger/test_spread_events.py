import polars as pl

from pipelines.ledger.spread_events import spread_events

CLAIMS = pl.DataFrame(
    [("1", "a", "D1", 5), ("1", "b", "D2", 6), ("1", "c", "D3", 7), ("2", "d", "D1", 8)],
    schema=["dossier_id", "claim_id", "delivery_id", "cents"],
    orient="row",
)


def spread(claim_id: str | None, delivery_id: str) -> list[tuple[str, int]]:
    schema = dict.fromkeys(("dossier_id", "claim_id", "delivery_id", "kind"), pl.String)
    event = pl.DataFrame([("1", claim_id, delivery_id, "x")], schema=schema, orient="row")
    return spread_events(event, CLAIMS).sort("claim_id").select("claim_id", "cents").rows()


def test_an_event_that_names_a_claim_is_about_that_claim_alone() -> None:
    assert spread("b", "D1") == [("b", 6)]


def test_an_event_of_a_dossier_is_about_the_claims_of_earlier_deliveries() -> None:
    assert spread(None, "D3") == [("a", 5), ("b", 6)]
    assert spread(None, "D1") == []


def test_a_claim_of_another_dossier_is_not_met() -> None:
    assert spread("d", "D9") == []
