from __future__ import annotations

import json
from collections.abc import Callable

from click.testing import Result

Typed = Callable[..., Result]


def test_the_day_defaults_to_the_start_of_the_period(typed: Typed) -> None:
    found = typed("matrix", "compare_two.yaml")
    assert found.exit_code == 0
    assert found.stdout.startswith("walls on 2024-01-01T20:00\n")
    assert "\n\ndoors on 2024-01-01T20:00\n" in found.stdout


def test_a_walk_is_asked_for_the_regime_of_the_day(typed: Typed) -> None:
    texts = [
        typed("matrix", "walk.yaml", "--at", day).stdout for day in ("2023-12-20", "2024-01-05")
    ]
    assert [text.splitlines()[0] for text in texts] == [
        "walls on 2023-12-20",
        "doors on 2024-01-05",
    ]


def test_one_regime_is_one_document_and_several_are_a_list(typed: Typed) -> None:
    one = json.loads(typed("matrix", "compare_two.yaml", "--regime", "doors", "--json").stdout)
    assert (one["scenario"], one["regime"]) == ("compare_two", "doors")
    several = json.loads(typed("matrix", "compare_two.yaml", "--json").stdout)
    assert [matrix["regime"] for matrix in several["matrices"]] == ["walls", "doors"]
    assert several["matrices"][1] == one


def test_a_day_that_is_none_is_a_usage_error(typed: Typed) -> None:
    found = typed("matrix", "compare_two.yaml", "--at", "yesterday")
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.startswith("error: `--at` is `yesterday`, must be a date such as ")
