"""Templates of letters and e-mails: found in the hub's home or among the shipped ones, read, checked and hashed.

A template is `letters/<language>/<name>.yaml` with the keys `subject`, `opening`, `after`, and `short` for text
messages; `salutation`, `options` and `closing` come from `shared.yaml` of the language unless the template has its own.
Layouts stand in `letters/layout`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import jinja2
import polars as pl
from jinja2.sandbox import ImmutableSandboxedEnvironment

from formats.letters.message_template import MessageTemplate
from formats.letters.wording import Wording, compile_text
from mappings.tree import SHIPPED, find_file, list_files
from mappings.yaml_block import Block, raise_faults
from mappings.yaml_file import read_yaml
from warehouse import codes
from warehouse.errors import ConfigurationError

_LAYOUTS: Final = ("letter.typ", "mail.txt.j2", "mail.html.j2")
_FOLDER: Final = "letters"
_KEYS: Final = ("subject", "salutation", "opening", "after", "options", "closing", "short")


def load_template(name: str, language: str, roots: Sequence[Path] = (SHIPPED,)) -> MessageTemplate:
    """The template of a name in a language.

    Args:
        name: Name without folder and suffix, as a profile's step gives it.
        language: `nl`, `fr` or `en`.
        roots: Folders that hold `letters/`; of files with the same path, the one in the first root counts.

    Raises:
        ConfigurationError: A file is missing or wrong; the message names file and fault.
    """
    if language not in codes.LANGUAGES:
        raise ConfigurationError(
            f"the language `{language}` is not one the hub writes in",
            place=f"template {name}",
            cure=f"Use one of {', '.join(codes.LANGUAGES)}.",
        )
    paths = template_files(name, language, roots)
    in_language = f"{_FOLDER}/{language}"
    shared, own = read_yaml(paths[f"{in_language}/shared.yaml"]), read_yaml(paths[f"{in_language}/{name}.yaml"])
    # A copy in the archive has no shipped files beside it: it holds the labels that its own layouts print.
    labels, wording = _labels(shared, language, is_kept=SHIPPED not in roots), _wording(shared, own)
    letter, text, html = (paths[f"{_FOLDER}/layout/{layout}"] for layout in _LAYOUTS)
    raise_faults([*shared.faults, *own.faults])
    return MessageTemplate(
        name=name,
        language=language,
        sha256=_hash(paths.values()),
        wording=wording,
        labels=labels,
        letter_layout=letter.read_text(encoding="utf-8"),
        mail_text_layout=_layout(text, autoescape=False),
        mail_html_layout=_layout(html, autoescape=True),
    )


def template_files(name: str, language: str, roots: Sequence[Path] = (SHIPPED,)) -> dict[str, Path]:
    """The files that a template is made of, by their path in the tree: its hash is over these, in this order.

    Args:
        name: Name of the template.
        language: Its language.
        roots: Folders to search, as in `load_template`.

    Raises:
        ConfigurationError: A file is missing.
    """
    own = (f"{_FOLDER}/{language}/shared.yaml", f"{_FOLDER}/{language}/{name}.yaml")
    layouts = (f"{_FOLDER}/layout/{layout}" for layout in _LAYOUTS)
    return {relative: find_file(relative, roots) for relative in (*own, *layouts)}


def load_templates(
    names: Iterable[tuple[str, str]], roots: Sequence[Path] = (SHIPPED,)
) -> dict[tuple[str, str], MessageTemplate]:
    """The templates of a batch, by language and name.

    Args:
        names: Pairs of language and name.
        roots: Folders to search, as in `load_template`.
    """
    return {(language, name): load_template(name, language, roots) for language, name in sorted(set(names))}


def template_table(roots: Sequence[Path] = (SHIPPED,)) -> pl.DataFrame:
    """Every template of every language, read and checked.

    Returns:
        language, template, template_sha256.
    """
    names = [(language, name) for language in codes.LANGUAGES for name in list_templates(language, roots)]
    rows = [(language, name, load_template(name, language, roots).sha256) for language, name in names]
    schema = {"language": pl.String, "template": pl.String, "template_sha256": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def list_templates(language: str, roots: Sequence[Path] = (SHIPPED,)) -> list[str]:
    """The names of all templates of a language, in alphabetical order."""
    found = list_files(f"{_FOLDER}/{language}/*.yaml", roots)
    return sorted({Path(relative).stem for relative in found} - {"shared"})


def _labels(shared: Block, language: str, *, is_kept: bool) -> dict[str, str]:
    """The labels of a language, by name: every shipped one, for layouts print them, and more where a home adds some."""
    found = shared.inner("labels", is_required=True)
    shipped = SHIPPED / _FOLDER / language / "shared.yaml"
    names = found.values if is_kept or shared.path == shipped else read_yaml(shipped).inner("labels").values
    return {name: found.filled(name) for name in [*names, *(name for name in found.values if name not in names)]}


def _wording(shared: Block, own: Block) -> Wording:
    """The texts of a template: its own, or else those that its language shares; faults are noted."""
    of = {key: own if key in own.values or key not in shared.values else shared for key in _KEYS}
    wording = Wording(
        subject=_compiled(of["subject"], "subject", of["subject"].text("subject")),
        salutation=_compiled(of["salutation"], "salutation", of["salutation"].text("salutation")),
        opening=_paragraphs(of["opening"], "opening"),
        after=_paragraphs(of["after"], "after"),
        options=tuple(_option(option) for option in of["options"].blocks("options")),
        closing=_paragraphs(of["closing"], "closing"),
        short=_compiled(own, "short", short) if (short := own.text("short", None)) else None,
    )
    for block in (shared, own):
        for key in _KEYS:
            block.any(key)
        block.close()
    return wording


def _paragraphs(block: Block, key: str) -> tuple[jinja2.Template, ...]:
    return tuple(_compiled(block, key, text) for text in block.texts(key))


def _option(block: Block) -> tuple[str, jinja2.Template]:
    option = block.text("title"), _compiled(block, "text", block.text("text"))
    block.close()
    return option


def _compiled(block: Block, key: str, text: str) -> jinja2.Template:
    """The text as a Jinja template; where it is none, a fault is noted."""
    try:
        return compile_text(text)
    except jinja2.TemplateSyntaxError as error:
        block.fault(
            f"'{key}' cannot be read: {error.message}", "Write `{{ name }}` or `{% if … %} … {% endif %}`.", key
        )
        return compile_text("")


def _layout(path: Path, *, autoescape: bool) -> jinja2.Template:
    try:
        return _compiled_layout(path.read_text(encoding="utf-8"), autoescape=autoescape)
    except jinja2.TemplateSyntaxError as error:
        cure = "Correct the layout; the shipped one shows the form."
        raise ConfigurationError(str(error.message), place=f"{path}:{error.lineno}", cure=cure) from error


@lru_cache(maxsize=64)
def _compiled_layout(source: str, *, autoescape: bool) -> jinja2.Template:
    environment = ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined, autoescape=autoescape, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source)


def _hash(paths: Iterable[Path]) -> str:
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()
