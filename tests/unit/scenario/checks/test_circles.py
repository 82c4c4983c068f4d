from __future__ import annotations

import pytest

from sandbox.errors import ScenarioError
from sandbox.scenario.checks.circles import CHAIN_MAX, circles
from sandbox.scenario.loading import load_text


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


@pytest.mark.parametrize(("length", "is_right"), [(CHAIN_MAX, True), (5_000, False)])
def test_a_chain_is_bounded(length: int, *, is_right: bool) -> None:
    stores = "surfaces: {own_app: 1}, audience: everyone, basket: ¥5"
    hosted = [f"m{i}: {{{stores}, hosted_on: m{i + 1}}}" for i in range(length - 1)]
    last = f"m{length - 1}: {{{stores}}}"
    text = f"extends: blank\nmerchants: {{{', '.join([*hosted, last])}}}"
    if is_right:
        assert load_text(text)
        return
    with pytest.raises(ScenarioError, match="a chain of `hosted_on` may be at most 100 long"):
        load_text(text)
