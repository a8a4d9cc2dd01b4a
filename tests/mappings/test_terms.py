from datetime import date
from pathlib import Path

import pytest

from mappings.law import load_law
from mappings.law_amounts import Terms as LimitationTerms
from mappings.regimes import REGIMES
from mappings.terms import LIMITATION_CLASSES, TERMS, Terms, read_terms
from mappings.yaml_block import raise_faults
from mappings.yaml_file import read_yaml
from warehouse import codes
from warehouse.errors import ConfigurationError


def _read(path: Path, text: str = "", country: str = "nl") -> Terms:
    path.write_text(f"id: x\nterms: {{{text}}}\n", encoding="utf-8")
    block = read_yaml(path)
    block.text("id")
    terms = read_terms(block.inner("terms"), country=country)
    raise_faults(block.faults)
    return terms


def _fault(path: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        _read(path, text)
    return str(caught.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "creditor.yaml"


def test_empty_terms_are_the_countrys_defaults(file: Path) -> None:
    terms = _read(file)
    assert (terms.regime_consumer, terms.regime_business) == ("nl_consumer", "nl_commercial")
    assert terms.order == ("costs", "interest", "principal")
    assert not terms.bik_consumer
    belgian = _read(file, country="be")
    assert (belgian.regime_consumer, belgian.order[0]) == ("be_civil", "interest")


def test_rates_are_read_exactly(file: Path) -> None:
    terms = _read(file, "regime_business: contract, rate_pct: 1.25, rate_per: month, surcharge_pct: 2")
    assert (terms.rate_ppm, terms.rate_per, terms.surcharge_ppm) == (12_500, "month", 20_000)


def test_all_faults_are_told_at_once_with_their_line(file: Path) -> None:
    fault = _fault(
        file,
        "\n  regime_consumer: x,\n  bik_consumer: yes,\n  nonsense: 1,\n  order: [costs],\n  surcharge_pct: 0.00001\n",
    )
    for line, what in enumerate(("regime_consumer", "bik_consumer", "nonsense", "order", "surcharge_pct"), 3):
        assert f"creditor.yaml:{line}: '{what}'" in fault


def test_contract_regime_needs_a_rate_and_a_rate_needs_the_regime(file: Path) -> None:
    assert "rate_pct" in _fault(file, "regime_business: contract")
    assert "rate_pct" in _fault(file, "rate_pct: 12")


@pytest.mark.parametrize("value", ["true", "'8'", "101", "-1", "[8]"])
def test_rate_that_is_no_percentage_is_refused(file: Path, value: str) -> None:
    assert "surcharge_pct" in _fault(file, f"surcharge_pct: {value}")


def test_columns_and_fields_are_the_same() -> None:
    assert ["creditor_id", *Terms.__dataclass_fields__] == list(TERMS)


def test_every_regime_of_the_vocabulary_is_known() -> None:
    assert tuple(REGIMES) == codes.REGIMES


def test_approval_of_contract_interest_names_day_and_person(file: Path) -> None:
    terms = _read(file, "contract_interest_approved: {on: 2026-03-01, by: A. Jurist}")
    assert (terms.contract_approved_on, terms.contract_approved_by) == (date(2026, 3, 1), "A. Jurist")
    assert _read(file).contract_approved_on is None
    assert "'by' is missing" in _fault(file, "contract_interest_approved: {on: 2026-03-01}")
    assert "'when' is not a known key" in _fault(file, "contract_interest_approved: {on: 2026-03-01, by: A, when: 1}")


def test_limitation_by_product_names_each_product_once_with_a_class_of_the_country(file: Path) -> None:
    terms = _read(file, "limitation_by_product: {Stroom: consumer_sale, huur: periodic}")
    assert [(one.product, one.limitation_class) for one in terms.limitation_by_product] == [
        ("stroom", "consumer_sale"),
        ("huur", "periodic"),
    ]
    assert _read(file).limitation_by_product == ()
    assert "cannot be 'forever'" in _fault(file, "limitation_by_product: {gas: forever}")
    assert "stands twice" in _fault(file, "limitation_by_product: {gas: periodic, Gas: contract}")
    assert "must hold keys" in _fault(file, "limitation_by_product: gas")


def test_limitation_class_is_one_of_the_country_and_of_its_law_table(file: Path) -> None:
    assert _read(file).limitation_class == "contract"
    assert "limitation_class" in _fault(file, "limitation_class: forever")
    for country, classes in LIMITATION_CLASSES.items():
        value = load_law().table(f"{country}_limitation").at(date(2026, 1, 1)).value
        assert isinstance(value, LimitationTerms)
        assert set(classes) < {kind for kind, _ in value.by_kind}
