from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from sandbox.answers import table
from sandbox.answers.answer import Answer
from sandbox.errors import MissingExtraError

Made = Callable[..., Answer]


def test_a_row_stands_for_each_point_regime_and_metric(studied: Made) -> None:
    document = studied("swept").document
    rows = table.rows(document)
    assert len(rows) == 4 * 2 * len(document["metrics"])
    assert len({(r["wallets.blue_pay.fee"], r["regime"], r["metric"]) for r in rows}) == len(rows)
    assert next(iter(rows[0])) == "wallets.blue_pay.fee"


def test_a_row_says_what_the_document_says(studied: Made) -> None:
    document = studied("two_regimes").document
    [point] = document["points"]
    rows = {(row["regime"], row["metric"]): row for row in table.rows(document)}
    for text, found in point["contrasts"][0]["metrics"].items():
        row = rows["doors", text]
        assert row["verdict"] == found["verdict"]
        assert row["difference"] == found["difference"]["mean"]
        assert row["difference_low"] == found["difference"]["low"]
        assert row["mean"] == point["cases"][1]["metrics"][text]["mean"]
        assert row["unit"] == document["metrics"][text]["unit"]
        assert row["replications"] == 20
        baseline = rows["walls", text]
        assert [baseline[name] for name in table.OF_A_DIFFERENCE] == [None] * 5


def test_frames_and_arrow_have_the_same_rows(studied: Made) -> None:
    document = studied("two_regimes").document
    rows = table.rows(document)
    pyarrow = pytest.importorskip("pyarrow")
    found = table.arrow(document)
    assert isinstance(found, pyarrow.Table)
    assert found.to_pylist() == rows
    pytest.importorskip("pandas")
    assert list(table.dataframe(document)["metric"]) == [row["metric"] for row in rows]


def test_a_missing_library_is_named(studied: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match="such a table needs pyarrow"):
        table.arrow(studied("two_regimes").document)
