"""Whatever the sample is: a proposal that its loader can read, or an error for people; never a crash."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from formats.registry import read
from formats.sample.propose_format import propose_format
from mappings.draft_questions import load_draft_questions
from mappings.draft_words import load_draft_words
from mappings.feed_file import check_feed
from mappings.field_words import load_field_words
from pipelines.draft.draft_feed import draft_feed
from pipelines.draft.question import in_words
from pipelines.draft.write_yaml import write_feed
from warehouse.errors import FormatError, UsageError

WORDS = load_draft_words()
TEXTS = load_draft_questions("fr")
FIELD_WORDS = load_field_words("fr")
CELLS = st.sampled_from(
    ["", "1.234", "03-04-2026", "Kerkstraat 12", "1011 AB", "ja", "-0,00", "é", '"', "NL91ABNA0417164300", "x" * 40]
)
NAMES = st.lists(
    st.sampled_from(["Factuurnummer", "Klant", "Bedrag", "Vervaldatum", "?", "no", "a: b", "# c", "Naam\t", "{x}"]),
    min_size=2,
    max_size=5,
    unique=True,
)


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """Return a table with names and values that are hard on whoever writes YAML."""
    names = draw(NAMES)
    rows = draw(st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), min_size=1, max_size=6))
    return "\n".join(";".join(row) for row in (names, *rows)).encode()


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode), tables()))
@example(b"<a><b/><b/></a>")
@example(b'[{"a": {"b": [1]}}, {"a": null}]')
@example(b"\xff\xfea\x00;\x00b\x00")
@example(b"1" * 30 + b"\n" + b"2" * 30 + b"\n" + b"3" * 30)
def test_any_sample_gives_a_proposal_or_an_error_for_people(data: bytes) -> None:
    try:
        proposal = propose_format(data, file_name="x")
        found = read(data, proposal.options, file_name="x")
    except (FormatError, UsageError):
        return
    feed = draft_feed(found, proposal, file_name="x", words=WORDS, country="nl")
    text = write_feed(feed, in_words(feed.questions, TEXTS, FIELD_WORDS))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "claims.yaml")
        path.write_text(text, encoding="utf-8")
        _, faults = check_feed(path, partner_id="x", partner_kind="creditor")
    asked = ("a question is open", "cannot be '?'", "'?' is no form", "nothing fills", "no record books anything")
    assert [fault.cause for fault in faults if not any(word in fault.cause for word in asked)] == []
