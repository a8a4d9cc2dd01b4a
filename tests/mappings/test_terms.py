from decimal import Decimal
from typing import Any

import pytest

from mappings.regimes import REGIMES
from mappings.terms import TERMS, Terms, parse_terms
from warehouse import codes
from warehouse.errors import ConfigurationError


def _parse(**node: Any) -> Terms:
    return parse_terms(node, place="creditor.yaml:9", country="nl")


def _fault(**node: Any) -> str:
    with pytest.raises(ConfigurationError) as caught:
        _parse(**node)
    return str(caught.value)


def test_empty_terms_are_the_countrys_defaults() -> None:
    terms = _parse()
    assert (terms.regime_consumer, terms.regime_business) == ("nl_consumer", "nl_commercial")
    assert terms.order == ("costs", "interest", "principal")
    assert not terms.bik_consumer
    belgian = parse_terms({}, place="", country="be")
    assert (belgian.regime_consumer, belgian.order[0]) == ("be_civil", "interest")


def test_rates_are_read_exactly() -> None:
    terms = _parse(regime_business="contract", rate_pct=Decimal("1.25"), rate_per="month", surcharge_pct=2)
    assert (terms.rate_ppm, terms.rate_per, terms.surcharge_ppm) == (12_500, "month", 20_000)


def test_all_faults_are_told_at_once_with_their_place() -> None:
    fault = _fault(
        regime_consumer="x", bik_consumer="yes", nonsense=1, order=["costs"], surcharge_pct=Decimal("0.00001")
    )
    for what in ("creditor.yaml:9", "regime_consumer", "bik_consumer", "nonsense", "order", "surcharge_pct"):
        assert what in fault


def test_contract_regime_needs_a_rate_and_a_rate_needs_the_regime() -> None:
    assert "rate_pct" in _fault(regime_business="contract")
    assert "rate_pct" in _fault(rate_pct=12)


@pytest.mark.parametrize("value", [True, "8", 101, -1])
def test_rate_that_is_no_percentage_is_refused(value: object) -> None:
    assert "surcharge_pct" in _fault(surcharge_pct=value)


def test_columns_and_fields_are_the_same() -> None:
    assert ["creditor_id", *Terms.__dataclass_fields__] == list(TERMS)


def test_every_regime_of_the_vocabulary_is_known() -> None:
    assert tuple(REGIMES) == codes.REGIMES
