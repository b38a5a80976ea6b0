from __future__ import annotations

import pytest

from dateline.store.cells import cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1 day", "@cmd", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1"])
def test_formulas_are_neutralised(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert cell([text]) == f"'{text}"


def test_what_is_no_formula_stays() -> None:
    for value in (None, True, 3, -3.5, "", "Lima", "1+1", "a=b", "−3"):
        assert cell(value) == value
    assert cell([{"a": "é"}]) == '[{"a": "é"}]'
    assert cell("a\x00b") == "a\ufffdb"
