"""Templates of letters and e-mails: found in the hub's home or among the shipped ones, read, checked and hashed.

A template is `letters/<language>/<name>.yaml` with the keys `subject`, `opening`, `after`; `salutation`, `options` and
`closing` come from `shared.yaml` of the language unless the template has its own. Layouts stand in `letters/layout`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import jinja2
import polars as pl
from jinja2.sandbox import ImmutableSandboxedEnvironment

from formats.letters.message_template import MessageTemplate
from formats.letters.wording import Wording, compile_text
from mappings.tree import SHIPPED, find_file, list_files
from mappings.yaml_file import raise_faults, read_yaml
from warehouse import codes
from warehouse.errors import ConfigurationError

_LAYOUTS: Final = ("letter.typ", "mail.txt.j2", "mail.html.j2")
_TEXTS: Final = ("subject", "salutation")
_LISTS: Final = ("opening", "after", "closing")
_KEYS: Final = {*_TEXTS, *_LISTS, "options"}


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
    paths = {
        "shared": find_file(f"letters/{language}/shared.yaml", roots),
        "own": find_file(f"letters/{language}/{name}.yaml", roots),
        **{layout: find_file(f"letters/layout/{layout}", roots) for layout in _LAYOUTS},
    }
    shared, own = _read_texts(paths["shared"]), _read_texts(paths["own"])
    labels = _checked_labels(shared.pop("labels", None), paths["shared"])
    return MessageTemplate(
        name=name,
        language=language,
        sha256=_hash(paths.values()),
        wording=_wording({**shared, **own}, paths["own"]),
        labels=labels,
        letter_layout=paths["letter.typ"].read_text(encoding="utf-8"),
        mail_text_layout=_layout(paths["mail.txt.j2"], autoescape=False),
        mail_html_layout=_layout(paths["mail.html.j2"], autoescape=True),
    )


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
    found = list_files(f"letters/{language}/*.yaml", roots)
    return sorted({Path(relative).stem for relative in found} - {"shared"})


def _read_texts(path: Path) -> dict[str, Any]:
    block = read_yaml(path)
    raise_faults(block.faults)
    content = block.plain()
    unknown = content.keys() - _KEYS - {"labels"}
    if unknown:
        raise _fault(path, f"unknown key `{min(unknown)}`; possible are {', '.join(sorted(_KEYS))}")
    return content


def _wording(content: Mapping[str, Any], path: Path) -> Wording:
    missing = sorted(_KEYS - content.keys())
    if missing:
        raise _fault(path, f"missing key `{missing[0]}`")
    try:
        return Wording(
            subject=compile_text(_text(content["subject"], path)),
            salutation=compile_text(_text(content["salutation"], path)),
            opening=tuple(compile_text(_text(text, path)) for text in content["opening"]),
            after=tuple(compile_text(_text(text, path)) for text in content["after"]),
            options=tuple((_text(o["title"], path), compile_text(_text(o["text"], path))) for o in content["options"]),
            closing=tuple(compile_text(_text(text, path)) for text in content["closing"]),
        )
    except jinja2.TemplateSyntaxError as error:
        raise _fault(path, f"a text cannot be read: {error.message}") from error
    except (TypeError, KeyError) as error:
        raise _fault(path, "texts are lists of paragraphs, options are lists of `title` and `text`") from error


def _text(value: object, path: Path) -> str:
    if not isinstance(value, str):
        raise _fault(path, f"`{value}` is not a text")
    return value


def _checked_labels(labels: object, path: Path) -> dict[str, str]:
    if not isinstance(labels, dict) or not all(isinstance(v, str) for v in labels.values()):
        raise _fault(path, "`labels` is not a list of names with a text each")
    return labels


def _layout(path: Path, *, autoescape: bool) -> jinja2.Template:
    environment = ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined, autoescape=autoescape, trim_blocks=True, lstrip_blocks=True
    )
    try:
        return environment.from_string(path.read_text(encoding="utf-8"))
    except jinja2.TemplateSyntaxError as error:
        raise _fault(path, f"line {error.lineno}: {error.message}") from error


def _hash(paths: Iterable[Path]) -> str:
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _fault(path: Path, cause: str) -> ConfigurationError:
    return ConfigurationError(
        cause, place=str(path), cure="Correct the file; the shipped templates of the same name show the form."
    )
