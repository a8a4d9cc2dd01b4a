"""Parts that the files of several partners share: addresses, accounts, company numbers, links."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter

import polars as pl

from formats.identifiers.company_number import is_kbo, is_kvk
from formats.identifiers.iban import compact_ibans, is_iban
from mappings.yaml_block import Block


@dataclass(frozen=True)
class Address:
    """A postal address."""

    street: str
    house_number: str
    postcode: str
    city: str
    country: str


def check_id(block: Block, partner_id: str) -> None:
    """Note an id that is not the name of the folder."""
    if block.text("id") not in ("", partner_id):
        block.fault("'id' is not the name of the folder", f"Write `id: {partner_id}`.", "id")


def read_address(block: Block) -> Address:
    """The block `address:`; faults are noted."""
    found = block.block("address", is_required=True)
    if found is None:
        return Address("", "", "", "", "")
    address = Address(
        street=found.text("street"),
        house_number=found.text("house_number"),
        postcode=found.text("postcode"),
        city=found.text("city"),
        country=found.text("country", "nl"),
    )
    found.close()
    return address


def read_iban(block: Block, *, is_required: bool) -> str | None:
    """The IBAN under `iban:`, without spaces; a fault where its check digits do not fit."""
    text = block.text("iban") if is_required else block.text("iban", None)
    if not text:
        return None
    compact = str(pl.select(compact_ibans(pl.lit(text))).item())
    if not pl.select(is_iban(pl.lit(compact))).item():
        block.fault(f"'{text}' is no IBAN", "Correct the number.", "iban")
    return compact


def read_company_number(block: Block, country: str) -> str:
    """The number under `company_number:`, digits only; eight for NL, ten with check digits for BE."""
    text = "".join(sign for sign in block.text("company_number") if sign.isdigit())
    rule = is_kbo if country == "be" else is_kvk
    if text and not pl.select(rule(pl.lit(text))).item():
        block.fault(f"'{text}' is no company number", "Write the KvK or KBO number.", "company_number")
    return text


def read_link(block: Block) -> str:
    """The link under `payment_link:`, with the places `{reference}` and `{amount}`, and `{expires}` where it ends."""
    text = block.text("payment_link")
    try:
        places = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        places = {"?"}
    if text and (places - {"expires"} != {"reference", "amount"} or not text.startswith("https://")):
        block.fault(
            "'payment_link' is no template", "Write https://…?reference={reference}&amount={amount}.", "payment_link"
        )
    if "expires" in places and block.values.get("payment_link_days") is None:
        block.fault("'payment_link' has an end, and nothing says when", "Add `payment_link_days: 60`.", "payment_link")
    return text


def read_link_days(block: Block) -> int | None:
    """The days that the link can be used, under `payment_link_days:`; none where it has no end."""
    return block.whole("payment_link_days", 1, lowest=1, highest=3650) if "payment_link_days" in block.values else None


def read_threshold(block: Block) -> int:
    """The cents of `thresholds: {least_amount: …}`; 0 where it is not given."""
    found = block.block("thresholds")
    if found is None:
        return 0
    least = found.number("least_amount", 0)
    found.close()
    if least < 0 or least * 100 != int(least * 100):
        found.fault("'least_amount' must be euros with at most two decimals", "Write 15.00.", "least_amount")
    return int(least * 100)
