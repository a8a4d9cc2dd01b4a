"""Words about findings in the creditors' languages: read from `findings/<language>.yaml`, complete or refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from formats.finding_texts import LABELS, FindingText, FindingTexts
from mappings.tree import SHIPPED, find_file
from mappings.yaml_block import Block, raise_faults
from mappings.yaml_file import read_yaml
from warehouse import codes
from warehouse.errors import ConfigurationError
from warehouse.findings import FINDINGS


def load_finding_texts(language: str, roots: Sequence[Path] = (SHIPPED,)) -> FindingTexts:
    """The words of a language.

    Args:
        language: `nl`, `fr` or `en`.
        roots: Roots of the tree, the strongest first.

    Raises:
        ConfigurationError: The file is missing or wrong, a finding has no words, or a code is unknown.
    """
    if language not in codes.LANGUAGES:
        raise ConfigurationError(
            f"the language `{language}` is not one the hub writes in",
            place="findings",
            cure=f"Use one of {', '.join(codes.LANGUAGES)}.",
        )
    block = read_yaml(find_file(f"findings/{language}.yaml", roots))
    labels = _labels(block)
    findings = _findings(block)
    block.close()
    raise_faults(block.faults)
    return FindingTexts(language, findings, labels)


def _labels(block: Block) -> dict[str, str]:
    found = block.block("labels", is_required=True)
    if found is None:
        return {}
    labels = {name: found.filled(name) for name in LABELS}
    found.close()
    return labels


def _findings(block: Block) -> dict[int, FindingText]:
    found = block.block("findings", is_required=True)
    if found is None:
        return {}
    texts = {}
    for code in FINDINGS:
        words = found.block(str(code), is_required=True)
        if words is not None:
            texts[code] = FindingText(words.filled("message"), words.filled("cure"))
            words.close()
    found.close()
    return texts
