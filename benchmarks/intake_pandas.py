"""The intake as a script with pandas and pandera: what one writes who knows both, for this one layout.

Script and hub both: keep the file under its SHA-256; read it strictly as windows-1252; trim; parse days, codes, and
amounts with a decimal comma to whole cents; put together name and postcode; ask for what must be there; check spans of
days, their order, sizes of amounts, lengths of texts, the postcode in its country, e-mail, telephone, and the check
digits of every IBAN; search the texts for citizen service numbers and national numbers; find claims that came twice;
number claims, debtors and dossiers (by a hash, a taken number again); keep a debtor once for each version; tell every
fault with id, line, column, code, value and the record as sent; count rows and cents by outcome; and write claims,
debtors, findings, controls and the delivery.

Only the hub: reads the layout from a mapping; tells what is wrong with a file whose lines are ragged; compares with
what was booked before; checks the tables once more as they are written, in one transaction that another process sees
whole or not at all.

No column of the file holds a company or VAT number, so nobody checks one. Texts are handled by the methods of columns;
check digits, as usual, by a function of python-stdnum for each value, which takes a quarter of the time. The tables are
plain Parquet files.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors
from stdnum import iban
from stdnum.be import nn
from stdnum.nl import bsn

from benchmarks.claims_file import CREDITOR
from benchmarks.intake_words import (
    AMOUNT,
    CLAIM,
    CODES,
    COLUMNS,
    DEBTOR,
    EMAIL,
    FREE,
    LENGTHS,
    MESSAGES,
    NAMES,
    PERSONAL,
    PHONE,
    POSTCODE,
    TYPES,
    WARNINGS,
)


class Counted(NamedTuple):
    """What an intake made of a file."""

    accepted: int
    refused: int
    accepted_cents: int
    debtors: int
    findings: int


def take_in_with_pandas(file: Path, folder: Path, known_at: date) -> Counted:
    """Claims of a file that was kept, read, parsed, checked, numbered, and written as tables.

    Args:
        file: The file.
        folder: Where to.
        known_at: Day on which it came.
    """
    data = file.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    (folder / sha256).write_bytes(data)
    sent = pd.read_csv(file, sep=";", encoding="cp1252", dtype="str", keep_default_na=False, na_values=[""])
    # The header is line 1.
    sent.index = pd.RangeIndex(2, len(sent) + 2, name="line_number")
    rows, unparsed = _parsed(sent.rename(columns=NAMES))
    faults = pd.concat([unparsed, _without(_broken(rows, pd.Timestamp(known_at)), unparsed), _personal(sent)])
    rows = _unused(rows, faults).assign(
        delivery_id=f"D00000001-{sha256[:8]}", creditor_id=CREDITOR, known_at=pd.Timestamp(known_at)
    )
    rows = _numbered(rows)
    again = _repeated(rows.drop(index=_refused(faults)))
    faults = pd.concat([faults, again])
    claims = rows.drop(index=_refused(faults).union(again["line_number"]))
    claims = claims.assign(dossier_id=_dossiers(claims["dossier_key"]))
    place = ["creditor_id", "delivery_id", "line_number", "known_at"]
    claims = claims.reset_index()
    debtors, findings = _versions(claims), _findings(faults, sent, rows["delivery_id"].iloc[0])
    counts = _counts(rows["principal_cents"].fillna(0), _refused(faults), again)
    tables = {
        "claims": claims[[*place, *CLAIM]],
        "debtors": debtors[[*place, *DEBTOR]],
        "findings": findings,
        "controls": counts,
        "deliveries": pd.DataFrame({"file_name": [file.name], "sha256": [sha256], "size_bytes": [len(data)]}),
    }
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
    accepted, refused = counts.loc["accepted"], counts.loc["refused"]
    return Counted(int(accepted["rows"]), int(refused["rows"]), int(accepted["cents"]), len(debtors), len(findings))


def _parsed(text: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Typed rows, and the faults of texts out of which no value came."""
    text = text.apply(lambda column: column.str.strip())
    text = text.mask(text == "")
    amount = text["principal_cents"].where(text["principal_cents"].str.fullmatch(AMOUNT))
    euros = amount.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    parts = text[["initials", "prefix", "surname"]].fillna("")
    full = parts["initials"] + " " + parts["prefix"] + " " + parts["surname"]
    days = {
        name: pd.to_datetime(text[name], format="%d-%m-%Y", errors="coerce")
        for name in ("invoice_date", "due_date", "birth_date")
    }
    rows = text.assign(
        **days,
        # Exact: euros with two decimals are whole cents again long before a float runs out of digits.
        principal_cents=(pd.to_numeric(euros) * 100).round().astype("Int64"),
        debtor_type=text["debtor_type"].map(TYPES),
        name=text["name"].fillna(full.str.replace("  ", " ", regex=False).str.strip()),
        postcode=text["postcode"].str.upper().str.replace(r"^(\d{4})\s*([A-Z]{2})$", r"\1 \2", regex=True),
        email=text["email"].str.lower(),
        iban=text["iban"].str.replace(r"[\s.]", "", regex=True).str.upper(),
        country="nl",
        language="nl",
    )
    parsed = ("principal_cents", *days, "debtor_type")
    wrong = {field: rows.index[text[field].notna() & rows[field].isna()] for field in parsed}
    return rows, pd.concat(_faults(lines, field, field) for field, lines in wrong.items())


def _faults(lines: pd.Index, field: str, check: str) -> pd.DataFrame:
    return pd.DataFrame({"line_number": lines, "field": field, "code": CODES[check]})


def _without(found: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The faults, without those of fields that are known to be wrong."""
    place = ["line_number", "field"]
    return found[~pd.MultiIndex.from_frame(found[place]).isin(pd.MultiIndex.from_frame(known[place]))]


def _broken(rows: pd.DataFrame, known_at: pd.Timestamp) -> pd.DataFrame:
    """The faults that pandera finds."""
    try:
        _schema(known_at).validate(rows, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        # The order of days is asked of the whole row; pandera tells such a fault for each of its columns.
        field = cases["column"].where(cases["schema_context"] == "Column", "due_date")
        found = pd.DataFrame({"line_number": cases["index"].astype("int64"), "field": field})
        return found.assign(code=cases["check"].map(CODES)).drop_duplicates()
    return pd.DataFrame({"line_number": [], "field": [], "code": []})


def _schema(known_at: pd.Timestamp) -> pa.DataFrameSchema:
    """What is asked of a claim."""

    def text(length: int, *checks: pa.Check, nullable: bool = True) -> pa.Column:
        fits = pa.Check.str_length(max_value=length, name="length")
        return pa.Column("str", [fits, *checks], nullable=nullable)

    def day(before: int, after: int, *, nullable: bool = True) -> pa.Column:
        days = pd.Timedelta(days=before), pd.Timedelta(days=after)
        span = pa.Check.in_range(known_at - days[0], known_at + days[1], name="span")
        return pa.Column("datetime64[us]", span, nullable=nullable, coerce=True)

    columns = {
        "claim_reference": text(64, nullable=False),
        "debtor_reference": text(64, nullable=False),
        "contract_reference": text(64),
        **{name: text(length, nullable=name != "name") for name, length in LENGTHS.items()},
        "invoice_date": day(40 * 366, 31),
        "due_date": day(40 * 366, 2 * 366, nullable=False),
        "birth_date": day(120 * 366, 0),
        "principal_cents": pa.Column("Int64", pa.Check.in_range(1, 1_000_000_000, name="amount")),
        "debtor_type": pa.Column("str"),
        "house_number": text(40),
        "postcode": text(16, pa.Check.str_matches(POSTCODE, name="postcode")),
        "email": text(254, pa.Check.str_matches(EMAIL, name="email")),
        "phone": text(40, pa.Check(_are_phones, name="phone")),
        "iban": text(34, pa.Check(lambda texts: texts.map(iban.is_valid).astype("bool"), name="iban")),
    }
    order = pa.Check(lambda rows: ~(rows["due_date"] < rows["invoice_date"]), name="order")
    return pa.DataFrameSchema(columns, checks=order)


def _are_phones(texts: pd.Series) -> pd.Series:
    digits = texts.str.replace(r"\D", "", regex=True).str.removeprefix("00").str.len()
    return texts.str.contains(PHONE) & digits.between(8, 15)


def _personal(sent: pd.DataFrame) -> pd.DataFrame:
    """Records with a citizen service number or a national number in a free text, unless it is their own reference."""
    found = [_faults(pd.Index([]), "name", "personal")]
    for field in FREE:
        texts = sent[COLUMNS[field]]
        suspects = sent[texts.str.contains(PERSONAL, na=False)]
        numbers = suspects[COLUMNS[field]].str.extractall(f"({PERSONAL})")[0].str.replace(r"[. \-]", "", regex=True)
        numbers = numbers[[bsn.is_valid(number) or nn.is_valid(number) for number in numbers]]
        numbers = numbers.droplevel("match")
        own = suspects.loc[numbers.index, ["Factuurnummer", "Klantnummer", "Contractnummer"]]
        found.append(_faults(numbers.index[~own.eq(numbers, axis=0).any(axis=1)].unique(), field, "personal"))
    return pd.concat(found)


def _unused(rows: pd.DataFrame, faults: pd.DataFrame) -> pd.DataFrame:
    """The rows without e-mail addresses and telephone numbers that cannot exist."""
    for field in ("email", "phone"):
        is_wrong = rows.index.isin(faults["line_number"][faults["code"] == CODES[field]])
        rows = rows.assign(**{field: rows[field].mask(is_wrong)})
    return rows


def _refused(faults: pd.DataFrame) -> pd.Index:
    return pd.Index(faults["line_number"][~faults["code"].isin(WARNINGS)].unique())


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the ids of claim, debtor and dossier."""
    debtor_id = f"{CREDITOR}:" + rows["debtor_reference"]
    return rows.assign(claim_id=f"{CREDITOR}:" + rows["claim_reference"], debtor_id=debtor_id, dossier_key=debtor_id)


def _repeated(rows: pd.DataFrame) -> pd.DataFrame:
    """Faults of claims that came before in the file, with the same content or with other."""
    again = rows.index[rows["claim_id"].duplicated()]
    content = [*(name for name in CLAIM if name != "dossier_id"), *(name for name in DEBTOR if name != "debtor_id")]
    same = again[rows.duplicated(content)[again]] if len(again) else again
    return pd.concat(
        [_faults(same, "claim_reference", "known"), _faults(again.difference(same), "claim_reference", "differs")]
    )


def _dossiers(keys: pd.Series) -> pd.Series:
    """The number of each dossier; a number that is taken is made again."""
    wanted = keys.drop_duplicates()
    numbers, attempt = wanted.map(_dossier_number), 0
    while (taken := numbers.duplicated()).any():
        attempt += 1
        numbers[taken] = (wanted[taken] + f"#{attempt}").map(_dossier_number)
    return keys.map(pd.Series(numbers.to_numpy(), index=wanted))


def _dossier_number(key: str) -> str:
    start = hashlib.md5(key.encode(), usedforsecurity=False).digest()[:8]
    return str(int.from_bytes(start, "little") % 9_000_000_000 + 1_000_000_000)


def _versions(claims: pd.DataFrame) -> pd.DataFrame:
    """The debtors whose content is other than in the row before."""
    content = claims[DEBTOR].sort_values("debtor_id", kind="stable")
    before = content.shift()
    is_same = (content == before) | (content.isna() & before.isna())
    return claims.loc[content.index[~is_same.all(axis=1)].sort_values()]


def _findings(faults: pd.DataFrame, sent: pd.DataFrame, delivery_id: str) -> pd.DataFrame:
    """The faults as a sender can work with them."""
    told = faults.sort_values(["line_number", "code"], ignore_index=True)
    is_refused = told["line_number"].isin(_refused(faults))
    is_personal = told["line_number"].isin(told["line_number"][told["code"] == CODES["personal"]])
    told = told.assign(
        delivery_id=delivery_id,
        column_name=told["field"].map(COLUMNS),
        severity=told["code"].isin(WARNINGS).map({True: "warning", False: "error"}),
        outcome=is_refused.map({True: "refused", False: "booked"}),
        message=told["code"].map(MESSAGES),
    )
    records = sent.loc[told["line_number"]].to_dict("records")
    values = [record[column] for record, column in zip(records, told["column_name"], strict=True)]
    texts = [json.dumps({name: None if pd.isna(text) else text for name, text in record.items()}) for record in records]
    place = ["delivery_id", "line_number", "code", "column_name"]
    number = told.groupby(place).cumcount() + 1
    parts = [told[name].astype("str") for name in place] + [number.astype("str")]
    return told.assign(
        finding_id=parts[0].str.cat(parts[1:], sep=":"),
        value=pd.Series(values, dtype="str").mask(is_personal),
        record=pd.Series(texts, dtype="str").mask(
            is_personal, pd.Series(texts, dtype="str").str.replace(PERSONAL, "[*]", regex=True)
        ),
    )


def _counts(cents: pd.Series, refused: pd.Index, again: pd.DataFrame) -> pd.DataFrame:
    """Rows and cents read, and by what became of them; they add up."""
    outcome = pd.Series("accepted", index=cents.index)
    outcome[again["line_number"]] = "duplicate"
    outcome[refused] = "refused"
    counted = cents.groupby(outcome).agg(["size", "sum"]).set_axis(["rows", "cents"], axis=1)
    counted = counted.reindex(["accepted", "refused", "duplicate"], fill_value=0)
    assert counted["rows"].sum() == len(cents), "every row is somewhere"
    assert counted["cents"].sum() == cents.sum(), "every cent is somewhere"
    return counted
