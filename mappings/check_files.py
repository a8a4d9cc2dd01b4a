"""Every file that people edit, read and checked at once: what `incassohub mapping check` tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from mappings.explain_words import load_explain_words
from mappings.finding_texts import load_finding_texts
from mappings.hold_rules import load_holds
from mappings.law import load_law
from mappings.partners import Partners, load_partners
from mappings.plan_rules import PLAN_MESSAGES
from mappings.profile_rules import Profile, load_profiles
from mappings.profile_step import SHORT_CHANNELS
from mappings.release_rules import load_release_rules
from mappings.templates import list_templates, load_template
from mappings.tree import find_file, list_files
from mappings.twin_words import load_all_words
from mappings.yaml_block import Fault, faults_of
from warehouse import codes
from warehouse.errors import HubError, UsageError

_HUB: Final = "hub"
_T = TypeVar("_T")


class Checked(NamedTuple):
    """What a check found: every fault, by file and line; and what was read without fault, by kind."""

    faults: tuple[Fault, ...]
    counts: dict[str, int]


def check_files(roots: Sequence[Path], *, creditor_id: str | None = None) -> Checked:
    """Every fault of the partners, profiles, letters, words and law of a tree.

    Args:
        roots: Roots of the tree, the strongest first.
        creditor_id: Creditor of which the files are asked; none: all files.

    Raises:
        UsageError: There is no such creditor.
    """
    _require_creditor(roots, creditor_id)
    faults: set[Fault] = set()
    partners = _try(partial(load_partners, roots), faults)
    if creditor_id is not None:
        folders = {root / "creditors" / creditor_id for root in roots}
        own = (fault for fault in faults if folders & {fault.path, *fault.path.parents})
        return Checked(_ordered(own), _count_partners(partners, creditor_id))
    profiles = _try(partial(load_profiles, roots), faults)
    law = _try(partial(load_law, roots), faults)
    holds = _try(partial(load_holds, roots), faults)
    _try(partial(load_release_rules, roots), faults)
    words = _try(partial(load_all_words, roots), faults)
    for language in codes.LANGUAGES:
        _try(partial(load_finding_texts, language, roots), faults)
        _try(partial(load_explain_words, language, roots), faults)
    letters = _check_templates(profiles or (), roots, faults)
    counts = {"profiles": len(profiles or ()), "letters": letters, "law tables": len(law.tables) if law else 0}
    counts |= {"kinds of holds": len(holds or ())}
    return Checked(_ordered(faults), _count_partners(partners) | counts | {"word lists": len(words or ())})


def _require_creditor(roots: Sequence[Path], creditor_id: str | None) -> None:
    known = sorted({path.split("/")[1] for path in list_files("creditors/*/*.yaml", roots)})
    if creditor_id is not None and creditor_id not in known:
        cure = f"Use one of: {', '.join(known)}."
        raise UsageError("no creditor has a folder of this name", place=creditor_id, cure=cure)


def _try(load: Callable[[], _T], faults: set[Fault]) -> _T | None:
    """What a loader reads; where it refuses, its faults are added to the others."""
    try:
        return load()
    except HubError as error:
        faults.update(faults_of(error))
        return None


def _check_templates(profiles: Iterable[Profile], roots: Sequence[Path], faults: set[Fault]) -> int:
    """How many templates were read, in all languages; what a profile asks for must be there, with all its texts."""
    steps = [(step.template, step.channels) for profile in profiles for step in profile.steps if step.template]
    asked = {template for template, _ in steps} | set(PLAN_MESSAGES)
    said_shortly = {template for template, channels in steps if SHORT_CHANNELS & set(channels)}
    read = 0
    for language in codes.LANGUAGES:
        for name in sorted({*list_templates(language, roots), *asked}):
            template = _try(partial(load_template, name, language, roots), faults)
            read += template is not None
            if template is not None and name in said_shortly and template.wording.short is None:
                path = find_file(f"letters/{language}/{name}.yaml", roots)
                cause = "'short' is missing, and a step sends this template as a text message"
                faults.add(Fault(path, 1, cause, "Add `short:`, or take `sms` and `whatsapp` out of the step."))
    return read


def _count_partners(partners: Partners | None, creditor_id: str | None = None) -> dict[str, int]:
    """How many partners and feeds were read, the hub's own left out."""
    if partners is None:
        return {}
    chosen = {name: found for name, found in partners.by_id.items() if name in {creditor_id or name} - {_HUB}}
    feeds = sum(len(partner.feeds) for partner in chosen.values())
    if creditor_id is not None:
        return {"feeds": feeds}
    kinds = [partner.kind for partner in chosen.values()]
    return {f"{kind}s": kinds.count(kind) for kind in ("creditor", "bank", "bailiff", "provider")} | {"feeds": feeds}


def _ordered(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(set(faults)))
