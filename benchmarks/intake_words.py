"""Columns, forms and faults that the script of the intake knows."""

from __future__ import annotations

from typing import Final

NAMES: Final = {
    "Factuurnummer": "claim_reference",
    "Klantnummer": "debtor_reference",
    "Contractnummer": "contract_reference",
    "Product": "product",
    "Factuurdatum": "invoice_date",
    "Vervaldatum": "due_date",
    "Openstaand bedrag": "principal_cents",
    "Soort klant": "debtor_type",
    "Voorletters": "initials",
    "Tussenvoegsel": "prefix",
    "Achternaam": "surname",
    "Bedrijfsnaam": "name",
    "Geboortedatum": "birth_date",
    "Straat": "street",
    "Huisnummer": "house_number",
    "Postcode": "postcode",
    "Woonplaats": "city",
    "E-mailadres": "email",
    "Telefoon": "phone",
    "IBAN": "iban",
}
"""Columns of the file, and the fields of a claim that they hold."""

COLUMNS: Final = {field: column for column, field in NAMES.items()}
"""The column of each field."""

TYPES: Final = {"P": "consumer", "E": "sole_trader", "Z": "business"}
"""Codes of the kinds of debtors."""

AMOUNT: Final = r"[-+]?(?:\d{1,3}(?:\.\d{3})+|\d{1,14})(?:,\d{1,2})?"
"""Euros with a decimal comma."""

POSTCODE: Final = r"^[1-9]\d{3} (?:[A-RT-Z][A-Z]|S[BCE-RT-Z])$"
"""Dutch postcodes; SA, SD and SS are not used."""

EMAIL: Final = (
    r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,}$"
)
"""Form of an e-mail address."""

PHONE: Final = r"^\+?[0-9 ()./-]+$"
"""Signs of a telephone number."""

FREE: Final = ("product", "initials", "prefix", "surname", "name", "street", "city")
"""Fields in which people write what they like."""

PERSONAL: Final = (
    r"\d{4}[. ]\d{2}[. ]\d{3}|\d{3}[. ]\d{3}[. ]\d{3}|\d{2}[. ]?\d{2}[. ]?\d{2}[- ]\d{3}[. ]?\d{2}|\d{9,11}"
)
"""Forms of citizen service numbers and national numbers."""

LENGTHS: Final = {"product": 140, "initials": 40, "prefix": 20, "surname": 140, "name": 140, "street": 140, "city": 80}
"""Characters that free texts may have."""

CODES: Final = {
    "not_nullable": 2001, "principal_cents": 2003, "amount": 2004, "due_date": 2005, "invoice_date": 2005,
    "birth_date": 2005, "span": 2006, "order": 2007, "debtor_type": 2008, "iban": 2009, "postcode": 2012, "email": 2013,
    "personal": 2014, "length": 2018, "phone": 2019, "known": 3001, "differs": 3002,
}  # fmt: skip
"""Numbers of the faults."""

WARNINGS: Final = (2013, 2019, 3001)
"""Faults for which nobody is refused."""

MESSAGES: Final = {
    2001: "A required field is empty.", 2003: "The amount cannot be read.", 2004: "The amount is out of range.",
    2005: "The date does not exist.", 2006: "The date lies too far away.", 2007: "It is due before the invoice.",
    2008: "The code is not in the list.", 2009: "The IBAN is wrong.", 2012: "The postcode does not exist.",
    2013: "The e-mail address cannot exist.", 2014: "The record holds a citizen service number.",
    2018: "The text is too long.", 2019: "The telephone number cannot exist.", 3001: "The claim came before.",
    3002: "The claim came before with other content.",
}  # fmt: skip
"""The faults in words."""

CLAIM: Final = [
    "claim_id", "claim_reference", "debtor_id", "dossier_id", "dossier_key", "contract_reference", "product",
    "invoice_date", "due_date", "principal_cents",
]  # fmt: skip
"""Columns of a claim."""

DEBTOR: Final = [
    "debtor_id", "debtor_reference", "debtor_type", "name", "birth_date", "language", "street", "house_number",
    "postcode", "city", "country", "email", "phone", "iban",
]  # fmt: skip
"""Columns of a debtor; other ones make another version of him."""
