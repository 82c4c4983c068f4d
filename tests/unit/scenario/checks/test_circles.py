from __future__ import annotations

import pytest

from sandbox.scenario.checks.circles import circles


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ({"a": None, "b": "a"}, []),
        ({"a": "a"}, [["a"]]),
        ({"a": "b", "b": "c", "c": "b"}, [["b", "c"]]),
        ({"a": "b", "b": "a", "c": "d", "d": "c"}, [["a", "b"], ["c", "d"]]),
        ({"a": "nowhere"}, []),
    ],
)
def test_each_circle_is_found_once(links: dict[str, str | None], found: list[list[str]]) -> None:
    assert circles(links) == found
