"""The places in an entry of a camt statement that are read, and the columns that they make.

*Source*: ISO 20022, `ReportEntry` and `EntryTransaction`: from version 04 a transaction has an amount of its own, from
08 a status is a code and a party is wrapped in `Pty`. A path counts from the entry; what is below a transaction starts
with `TxDtls`.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from formats.bank.statements import decimals

_CODE: Final = ("BkTxCd/Domn/Cd", "BkTxCd/Domn/Fmly/Cd", "BkTxCd/Domn/Fmly/SubFmlyCd", "BkTxCd/Prtry/Cd")
_ACCOUNT: Final = ("Id/IBAN", "Id/Othr/Id")
_ENTRY: Final = (
    "Amt", "Amt@Ccy", "CdtDbtInd", "RvslInd", "Sts", "Sts/Cd", "Sts/Prtry", "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt",
    "ValDt/DtTm", "NtryRef", "AcctSvcrRef", "NtryDtls/Btch/PmtInfId", "AddtlNtryInf", *_CODE,
)  # fmt: skip
_DETAIL: Final = (
    "Amt", "CdtDbtInd", "Refs/AcctSvcrRef", "Refs/PmtInfId", "Refs/EndToEndId", "Refs/MndtId",
    "AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt", "Chrgs/Amt", "Chrgs/Rcrd/Amt", "RmtInf/Ustrd",
    "RmtInf/Strd/CdtrRefInf/Ref", "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "AddtlTxInf", *_CODE,
    *(f"RltdPties/{role}/{name}" for role in ("Dbtr", "Cdtr") for name in ("Nm", "Pty/Nm")),
    *(f"RltdPties/{role}Acct/{name}" for role in ("Dbtr", "Cdtr") for name in _ACCOUNT),
)  # fmt: skip

PATHS: Final = (*_ENTRY, *(f"TxDtls/{path}" for path in _DETAIL))
"""Every place that is read."""

JOINED: Final = frozenset(
    f"TxDtls/{path}" for path in ("RmtInf/Ustrd", "RmtInf/Strd/CdtrRefInf/Ref", "Chrgs/Amt", "Chrgs/Rcrd/Amt")
)
"""Places that can come more than once: their texts are joined with spaces. Of the others the first counts."""

AMOUNT: Final = r"^(\+|-)?([0-9]+(\.[0-9]*)?|\.[0-9]+)$"
"""What an amount must look like."""

AMOUNTS: Final = (
    "Amt", *(f"TxDtls/{path}" for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"))
)  # fmt: skip
"""Places of amounts that can become money."""


def entry_columns(raw: pl.DataFrame) -> pl.DataFrame:
    """The columns of `formats.bank.columns` that an entry fills, beside those that are there already.

    Args:
        raw: `PATHS` as texts without spaces around them, `account_iban`, and `details_count`.
    """
    return (
        raw.with_columns(**_facts())
        .with_columns(amount=_amount())
        .with_columns(**_counterparty())
        .drop(*PATHS, "payer_iban", "payer_name", "payee_iban", "payee_name")
    )


def _facts() -> dict[str, pl.Expr]:
    return {
        "status": _first("Sts/Cd", "Sts/Prtry", "Sts"),
        "booking_date": _date("BookgDt"),
        "value_date": _date("ValDt"),
        "entry_amount": _signed(pl.col("Amt"), pl.col("CdtDbtInd")),
        "currency": pl.col("Amt@Ccy"),
        "entry_reference": pl.col("NtryRef"),
        "bank_reference": _first("TxDtls/Refs/AcctSvcrRef", "AcctSvcrRef"),
        "payment_information_id": _first("TxDtls/Refs/PmtInfId", "NtryDtls/Btch/PmtInfId"),
        "transaction_code": pl.coalesce(_code("TxDtls/"), _code("")),
        "is_reversal": pl.when(pl.col("RvslInd").is_in(["true", "1"])).then(pl.lit("true")).otherwise(pl.lit("false")),
        "end_to_end_id": _given("TxDtls/Refs/EndToEndId"),
        "mandate_id": _given("TxDtls/Refs/MndtId"),
        "structured_reference": pl.col("TxDtls/RmtInf/Strd/CdtrRefInf/Ref"),
        "remittance": _first("TxDtls/RmtInf/Ustrd", "TxDtls/AddtlTxInf", "AddtlNtryInf"),
        "return_reason": _first("TxDtls/RtrInf/Rsn/Cd", "TxDtls/RtrInf/Rsn/Prtry"),
        "instructed_amount": pl.col("TxDtls/AmtDtls/InstdAmt/Amt"),
        "charges_amount": pl.coalesce(_sum("TxDtls/Chrgs/Amt"), _sum("TxDtls/Chrgs/Rcrd/Amt")),
        **{
            f"{side}_{column}": _first(*(f"TxDtls/RltdPties/{role}{path}" for path in paths))
            for side, role in (("payer", "Dbtr"), ("payee", "Cdtr"))
            for column, paths in (("iban", ("Acct/Id/IBAN", "Acct/Id/Othr/Id")), ("name", ("/Nm", "/Pty/Nm")))
        },
    }


def _amount() -> pl.Expr:
    """The amount on the account: a sole transaction is its entry, whatever currency or charges it speaks of."""
    indicator = _first("TxDtls/CdtDbtInd", "CdtDbtInd")
    own = _first("TxDtls/Amt", "TxDtls/AmtDtls/TxAmt/Amt", "TxDtls/AmtDtls/InstdAmt/Amt")
    is_sole = pl.col("details_count").is_in(["0", "1"])
    return pl.when(is_sole).then("entry_amount").otherwise(_signed(own, indicator))


def _counterparty() -> dict[str, pl.Expr]:
    """Of payer and payee, the one that is not the owner of the account.

    Money in comes from the debtor, money out goes to the creditor; a return keeps the roles of the first transaction.
    A bank that fills in one party only means that one.
    """
    is_return = (pl.col("is_reversal") == "true") | pl.col("return_reason").is_not_null()
    is_payer_due = pl.col("amount").str.starts_with("-").fill_null(value=False) == is_return
    payer, payee = _is_said("payer"), _is_said("payee")
    payer_is_other, payee_is_other = payer & _is_other("payer"), payee & _is_other("payee")
    takes_payer = (
        pl.when(payer_is_other & payee_is_other).then(is_payer_due)
        .when(payer_is_other | payee_is_other).then(payer_is_other)
        .when(payer & payee).then(is_payer_due)
        .otherwise(payer)
    )  # fmt: skip
    return {
        f"counterparty_{name}": pl.when(takes_payer).then(f"payer_{name}").otherwise(f"payee_{name}")
        for name in ("iban", "name")
    }


def _is_said(side: str) -> pl.Expr:
    return pl.col(f"{side}_iban").is_not_null() | pl.col(f"{side}_name").is_not_null()


def _is_other(side: str) -> pl.Expr:
    return pl.col(f"{side}_iban").ne_missing(pl.col("account_iban"))


def _first(*paths: str) -> pl.Expr:
    return pl.coalesce(*paths)


def _date(path: str) -> pl.Expr:
    return pl.coalesce(f"{path}/Dt", pl.col(f"{path}/DtTm").str.slice(0, 10))


def _given(path: str) -> pl.Expr:
    return pl.when(pl.col(path) != "NOTPROVIDED").then(path)


def _signed(amount: pl.Expr, indicator: pl.Expr) -> pl.Expr:
    """The amount with `-` where money left; zero has no sign."""
    plain = amount.str.strip_prefix("+")
    is_debit = (indicator == "DBIT") & plain.str.contains("[1-9]")
    return pl.when(is_debit).then("-" + plain).otherwise(plain)


def _sum(path: str) -> pl.Expr:
    """The sum of joined amounts, with two decimals; null where there are none."""
    parts = pl.col(path).str.split(" ").list.eval(decimals(pl.element()))
    is_sole = ~pl.col(path).str.contains(" ")
    return pl.when(is_sole).then(path).otherwise(parts.list.sum().cast(pl.Decimal(38, 2)).cast(pl.String))


def _code(prefix: str) -> pl.Expr:
    """Domain, family and subfamily with slashes; else the bank's own code."""
    *parts, own = (f"{prefix}{path}" for path in _CODE)
    joined = pl.concat_str(parts, separator="/", ignore_nulls=True)
    return pl.when(joined != "").then(joined).otherwise(pl.col(own))
