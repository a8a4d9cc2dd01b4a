"""Names of tests do not depend on what a run makes."""

import gzip

import pytest


@pytest.mark.parametrize("data", [gzip.compress(b"packed now"), gzip.compress(b"packed a moment later")])
def test_the_name_of_a_test_on_bytes_holds_no_bytes(data: bytes, request: pytest.FixtureRequest) -> None:
    assert gzip.decompress(data).startswith(b"packed")
    assert request.node.name.partition("[")[2] in ("data0]", "data1]")
