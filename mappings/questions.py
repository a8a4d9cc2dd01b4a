"""Questions that a draft leaves open in a file: while one stands there, the file is not used."""

from __future__ import annotations

from mappings.yaml_block import Block


def note_questions(block: Block) -> None:
    """A fault for each question under `questions:`, at its line.

    Args:
        block: The block of a whole file: a feed, or a creditor.
    """
    found = block.inner("questions")
    for name in found.values:
        question = found.text(name).rstrip(".")
        found.fault(f"a question is open: {question}", "Answer it in this file, and remove the question.", name)
