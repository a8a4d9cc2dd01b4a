"""What directives make of a log: the newest one on a delivery counts, and one that was withdrawn does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assets.archive import Archive
from assets.direct import check_directive, put_directive
from assets.directives import REPLAYED, WITHDRAWN, Directive, directives_of, overtaken_by, reach, standing
from warehouse.errors import UsageError

DAY = date(2026, 11, 16)


def directive(number: int, kind: str, target: str, edition: str | None = None) -> Directive:
    return Directive(kind, target, edition, "A", "B", f"D{number:08d}-00000000", number)


def test_a_withdrawn_withdrawal_brings_the_delivery_back_and_can_come_back_itself() -> None:
    first = directive(2, WITHDRAWN, "D00000001-00000000")
    undone = directive(3, WITHDRAWN, first.delivery_id)
    redone = directive(4, WITHDRAWN, undone.delivery_id)
    assert standing([first]).withdrawn == {"D00000001-00000000"}
    assert standing([first, undone]).withdrawn == {first.delivery_id}
    assert "D00000001-00000000" in standing([first, undone, redone]).withdrawn
    assert {reach(each, [first, undone, redone]) for each in (first, undone, redone)} == {1}


def test_the_newest_replay_counts_until_it_is_withdrawn() -> None:
    target = "D00000001-00000000"
    replays = [directive(2, REPLAYED, target, "a"), directive(3, REPLAYED, target, "b")]
    assert standing(replays).editions == {target: "b"}
    assert standing([*replays, directive(4, WITHDRAWN, replays[1].delivery_id)]).editions == {target: "a"}


def test_what_cannot_be_withdrawn_is_told(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    order = archive.put("hub", "day-2026-11-16-01.json", b"{}", known_at=DAY)
    with pytest.raises(UsageError, match="no delivery has this number"):
        check_directive(archive, WITHDRAWN, "D00000009-00000000")
    with pytest.raises(UsageError, match="what was sent stays a fact"):
        check_directive(archive, WITHDRAWN, order.delivery_id)
    claims = archive.put("energy", "claims.csv", b"a", known_at=DAY)
    with pytest.raises(UsageError, match="under way, or was broken off"):
        check_directive(archive, WITHDRAWN, claims.delivery_id)
    archive.put("hub", "dispatch-2026-11-16-01.jsonl", b"{}", known_at=DAY)
    entry = put_directive(archive, WITHDRAWN, claims.delivery_id, person="A", reason="B", edition=None, known_at=DAY)
    assert [known.delivery_id for known in directives_of(archive)] == [entry.delivery_id]
    with pytest.raises(UsageError, match="withdrawn already"):
        check_directive(archive, WITHDRAWN, claims.delivery_id)
    with pytest.raises(UsageError, match="not read by a mapping"):
        check_directive(archive, REPLAYED, entry.delivery_id)


def test_an_order_is_overtaken_by_a_directive_on_what_stood_before_it_only(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    before = archive.put("energy", "a.csv", b"a", known_at=DAY)
    order = archive.put("hub", "day-2026-11-16-01.json", b"{}", known_at=DAY)
    archive.put("hub", "dispatch-2026-11-16-01.jsonl", b"{}", known_at=DAY)
    after = archive.put("energy", "b.csv", b"b", known_at=DAY)
    put_directive(archive, WITHDRAWN, after.delivery_id, person="A", reason="B", edition=None, known_at=DAY)
    assert overtaken_by(archive, order.sequence_number) is None
    entry = put_directive(archive, WITHDRAWN, before.delivery_id, person="A", reason="B", edition=None, known_at=DAY)
    found = overtaken_by(archive, order.sequence_number)
    assert found is not None
    assert found.delivery_id == entry.delivery_id
