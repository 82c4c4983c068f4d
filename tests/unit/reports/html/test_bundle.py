from __future__ import annotations

import sys

import pytest

from sandbox.errors import MissingExtraError
from sandbox.reports.html.bundle import converter, vega_bundle


def test_the_script_comes_from_the_installed_library_and_cannot_end_its_element() -> None:
    script = vega_bundle()
    assert "vegaEmbed" in script
    assert "</script" not in script


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(MissingExtraError, match="drawing charts needs vl-convert") as caught:
        converter()
    assert caught.value.hint == "pip install 'payment-interoperability-sandbox[report]'"
