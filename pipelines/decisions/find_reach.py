"""The step that finds how each debtor can be reached: what is known of him, what came back, and what he wants."""

from __future__ import annotations

from functools import reduce

import polars as pl

_POINTS = {"email": "email", "print": "_address", "sms": "phone", "whatsapp": "phone", "call": "phone"}
_ORDER = ["effective_date", "delivery_id", "line_number"]
_WRONG_NUMBER = "call"
_WISHES = ("contact_refused", "contact_allowed")
_RETURNED = "message_returned"


def find_reach(debtors: pl.DataFrame, events: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """How each debtor can be reached on the business date.

    An address or number is not used any more from which a message came back, until the debtor has another one; a number
    that is a stranger's is none for messages either. Who refused a channel is not reached by it until he allows it
    again, except by letter; WhatsApp is only used where he allowed it.

    Args:
        debtors: All known versions of the debtors.
        events: `canonical.events` that count on the business date.
        claims: `canonical.claims`: the debtor of each dossier.

    Returns:
        One row per debtor: debtor_id, has_email, has_address, has_phone, reaches_sms, reaches_whatsapp, reaches_call,
        email_returned_date and post_returned_date (newest day on which something came back from the present address).
    """
    versions = debtors.select(
        *("debtor_id", "delivery_id", "line_number", "email", "phone"),
        _address=pl.when(pl.col("postcode").is_not_null() & pl.col("city").is_not_null()).then(
            pl.concat_str("street", "house_number", "postcode", "city", separator="|", ignore_nulls=True)
        ),
    )
    newest = _newest(versions)
    telling = events.filter(pl.col("kind").is_in([*_WISHES, _RETURNED])).drop("debtor_id")
    of_debtors = claims.select("dossier_id", "debtor_id").join(telling, on="dossier_id", how="semi").unique()
    told = telling.join(of_debtors, on="dossier_id", how="inner")
    wishes, returned = _wishes(told), _returned(told)
    parts = (newest, wishes, returned)
    reach = reduce(lambda left, right: left.join(right, on="debtor_id", how="left", validate="1:1"), parts)
    return reach.select(
        "debtor_id",
        has_email=_usable("email") & ~_refused("email"),
        has_address=_usable("print"),
        has_phone=pl.col("phone").is_not_null(),
        reaches_sms=_usable("sms") & _is_own_number() & ~_refused("sms"),
        reaches_whatsapp=_usable("whatsapp") & _is_own_number() & (pl.col("whatsapp_wish") == "contact_allowed"),
        reaches_call=_is_own_number() & ~_refused("call"),
        email_returned_date=pl.when(_came_back("email")).then("email_returned"),
        post_returned_date=pl.when(_came_back("print")).then("print_returned"),
    ).with_columns(pl.col("^(has|reaches)_.*$").fill_null(value=False))


def _newest(versions: pl.DataFrame) -> pl.DataFrame:
    """Per debtor the present values of the points of contact, and the delivery that brought each of them."""
    points = sorted(set(_POINTS.values()))
    is_only = pl.col("debtor_id").is_unique()
    only = versions.filter(is_only).select(
        "debtor_id", *points, **{f"_since_{point}": "delivery_id" for point in points}
    )
    # Few debtors have several versions, which must be put in order and compared.
    several = versions.filter(~is_only).sort("debtor_id", "delivery_id", "line_number")
    last = several.group_by("debtor_id", maintain_order=True).agg(
        pl.col(points).last(), *(_since(point).alias(f"_since_{point}") for point in points)
    )
    return pl.concat([only, last])


def _since(point: str) -> pl.Expr:
    """The delivery that brought the present value of a point of contact."""
    # Versions stand in order; where the value differs from the one before, it is new.
    is_new = pl.col(point).ne_missing(pl.col(point).shift(1)) | (pl.int_range(pl.len()) == 0)
    return pl.col("delivery_id").filter(is_new).last()


def _wishes(told: pl.DataFrame) -> pl.DataFrame:
    """The newest wish of each debtor for each channel; one without a channel is about all of them."""
    wished = told.filter(pl.col("kind").is_in(_WISHES)).sort(_ORDER)
    kind, channel = pl.col("kind"), pl.col("channel")
    return wished.group_by("debtor_id").agg(
        kind.filter((channel == name) | channel.is_null()).last().alias(f"{name}_wish") for name in _POINTS
    )


def _returned(told: pl.DataFrame) -> pl.DataFrame:
    """The newest return of each channel: its day, and the delivery that told it."""
    returned = told.filter(kind=_RETURNED).sort("delivery_id", "line_number")
    channel = pl.col("channel")
    return returned.group_by("debtor_id").agg(
        *(pl.col("effective_date").filter(channel == name).last().alias(f"{name}_returned") for name in _POINTS),
        *(pl.col("delivery_id").filter(channel == name).last().alias(f"{name}_told") for name in _POINTS),
    )


def _came_back(channel: str) -> pl.Expr:
    """Whether something came back by a channel since the present address or number is known."""
    return (pl.col(f"{channel}_told") > pl.col(f"_since_{_POINTS[channel]}")).fill_null(value=False)


def _usable(channel: str) -> pl.Expr:
    return pl.col(_POINTS[channel]).is_not_null() & ~_came_back(channel)


def _is_own_number() -> pl.Expr:
    return _usable(_WRONG_NUMBER)


def _refused(channel: str) -> pl.Expr:
    return (pl.col(f"{channel}_wish") == "contact_refused").fill_null(value=False)
