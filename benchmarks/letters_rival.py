"""The rival of the letters: the same page as HTML, set by WeasyPrint, with a QR code by segno."""

from __future__ import annotations

import io
from collections.abc import Mapping
from html import escape
from typing import Any

import segno
from weasyprint import HTML

from formats.letters.message_rows import FilledMessage

_STYLE = """
@page { size: A4; margin: 18mm 20mm 19mm; @bottom-left { content: string(mark) }
  @bottom-right { content: counter(page) " / " counter(pages) } }
body { font: 10.5pt/1.15 serif; color: #1f2d3d; margin: 0 } p { margin: 0 0 .6em } h3 { color: #1b5e6b }
section { break-after: page } .mark { string-set: mark content(); font-size: 1pt; color: white }
.sender { float: right; width: 58mm; font-size: 8.5pt; color: #5b6b78 } h1 { font-size: 19pt; color: #1b5e6b }
.window { margin-top: 18mm; width: 85mm } .back { font-size: 6.5pt; color: #5b6b78 }
.refs { margin: -18mm 0 0 92mm; font-size: 9pt } dl { margin: 0 } dt { float: left; width: 34mm; color: #5b6b78 }
dd { margin: 0 0 0 34mm } h1, h3 { margin: 0 0 .3em } .amounts { margin-left: 78mm; width: 92mm }
table { width: 100%; border-collapse: collapse; font-size: 9pt; margin: .5em 0 }
td, th { border-bottom: .3pt solid #888; text-align: left; padding: 1pt 5pt }
.pay { background: #eef4f5; padding: 9pt; min-height: 40mm } .pay figure { float: right; width: 32mm; margin: 0 }
.pay img { width: 32mm } figcaption { font-size: 7pt; text-align: center } .options { font-size: 9.5pt }
"""
_AMOUNTS = ("principal", "interest", "costs", "total")
_COLUMNS = ("reference", "description", "invoice_date", "due_date", "principal", "principal_open")
_HEADINGS = ("claim", "description", "invoice_date", "due_date", "amount", "open")


def set_letters(messages: list[FilledMessage]) -> bytes:
    """The letters as one PDF.

    Args:
        messages: What each letter says.
    """
    body = "".join(f"<section>{_letter(message)}</section>" for message in messages)
    html = f"<!DOCTYPE html><html><head><style>{_STYLE}</style></head><body>{body}</body></html>"
    pdf = HTML(string=html).write_pdf()
    assert pdf is not None, "without a target the PDF is returned"
    return bytes(pdf)


def _letter(message: FilledMessage) -> str:
    printed, words, labels = message.printed, message.words, message.template.labels
    agency, payment = printed["agency"], printed["payment"]
    references = {
        "date": printed["letter_date"],
        "our_reference": printed["dossier"],
        "creditor": printed["creditor"]["name"],
        "customer_number": printed["debtor"]["debtor_reference"],
    }
    ways = {
        "amount": printed["total"],
        "iban": payment["iban"],
        "beneficiary": payment["beneficiary"],
        "reference": payment["reference"],
        "pay_online": payment["payment_link"],
    }
    options = "".join(f"<p><b>{escape(one['title'])}</b> {_runs(one['text'])}</p>" for one in words["options"])
    parts = [
        f'<div class="mark">{message.row["batch_id"]} · {message.row["sequence_number"]}</div>',
        _sender(agency, labels),
        _window(agency, printed["debtor"]),
        f'<div class="refs">{_list(references, labels)}</div>',
        f"<h3>{escape(words['subject'])}</h3><p>{escape(words['salutation'])}</p>{_paragraphs(words['opening'])}",
        f"<table><tr>{''.join(f'<th>{escape(labels[name])}</th>' for name in _HEADINGS)}</tr>",
        *(_row([claim[name] for name in _COLUMNS]) for claim in printed["claims"]),
        f'</table><table class="amounts">{"".join(_row([labels[name], printed[name]]) for name in _AMOUNTS)}</table>',
        f'<div class="pay"><figure><img src="{_code(message)}"><figcaption>{labels["qr"]}</figcaption></figure>',
        f"<b>{escape(labels['how_to_pay'])}</b>{_list(ways, labels)}</div>{_paragraphs(words['after'])}",
        f'<div class="options"><h3>{escape(labels["options"])}</h3>{options}</div>',
        f"{_paragraphs(words['closing'])}<p><b>{escape(agency['name'])}</b></p>",
    ]
    return "".join(parts)


def _sender(agency: Mapping[str, Any], labels: Mapping[str, Any]) -> str:
    told = [
        *(*agency["address_lines"], agency["phone"], agency["email"], agency["website"]),
        f"{labels['company_number']} {agency['company_number']}",
        f"{labels['registration']} {agency['registration_number']}",
    ]
    name = f"<h1>{escape(agency['name'])}</h1><p>{escape(labels['agency_line'])}</p>"
    return f'<div class="sender">{"<br>".join(map(escape, told))}</div>{name}'


def _window(agency: Mapping[str, Any], debtor: Mapping[str, Any]) -> str:
    back = " · ".join([agency["name"], *agency["address_lines"]])
    lines = "<br>".join(map(escape, [debtor["name"], *debtor["address_lines"]]))
    return f'<div class="window"><div class="back">{escape(back)}</div>{lines}</div>'


def _list(values: Mapping[str, Any], labels: Mapping[str, Any]) -> str:
    told = ((labels[name], value) for name, value in values.items() if value)
    return f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(value)}</dd>' for name, value in told)}</dl>"


def _code(message: FilledMessage) -> str:
    svg = io.BytesIO()
    code = segno.make(message.facts["payment"]["epc_text"], error="m", boost_error=False, micro=False)
    code.save(svg, kind="svg", border=4)
    return _address(svg.getvalue())


def _address(svg: bytes) -> str:
    return "data:image/svg+xml," + escape(svg.decode().replace("#", "%23").replace("\n", ""), quote=True)


def _row(cells: list[str]) -> str:
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _paragraphs(paragraphs: list[Any]) -> str:
    return "".join(f"<p>{_runs(paragraph)}</p>" for paragraph in paragraphs)


def _runs(paragraph: list[Any]) -> str:
    return "".join(f"<b>{escape(run['text'])}</b>" if run["strong"] else escape(run["text"]) for run in paragraph)
