from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import sandbox
from sandbox.statistics.estimates import Estimate
from sandbox.studies.comparison_table import html

StoreRun = Callable[..., Path]
HARDER = "wallets.blue_pay.declines.insufficient_funds=40%"


def test_a_notebook_shows_both_runs_and_the_difference(base: Path, store: StoreRun) -> None:
    found = sandbox.compare(base, store("harder", HARDER))
    shown = found._repr_html_()
    change = found.as_json()["differences"][1]["success_rate"]
    assert f"<td>{100 * change['mean']:+.1f} pp</td>" in shown
    low, high = (f"{100 * change[end]:+.1f} pp" for end in ("low", "high"))
    assert f"<td>{low} to {high}</td><td>worse</td>" in shown
    assert "<td>3 paired: same shoppers, same luck</td>" in shown
    assert shown.count("<tr>") == 3
    assert '<th scope="row">doors</th>' in shown


def test_independent_runs_and_warnings_are_told(base: Path, store: StoreRun) -> None:
    found = sandbox.compare(base, store("other", seed=2))
    assert "<td>independent: their seeds are 1 and 2</td>" in found._repr_html_()
    warned = replace(found, warnings=("A <has> no manifest",))
    assert "; note: A &lt;has&gt; no manifest</caption>" in html(warned)


def test_what_is_unknown_is_said(base: Path) -> None:
    found = sandbox.compare(base, base)
    nothing = Estimate(None, None, None)
    changes = {"success_rate": Estimate(0.1, None, None), "open_rate": nothing}
    second = replace(found.pairs[0].second, name="gates")
    pair = replace(found.pairs[0], changes=changes, second=second)
    shown = html(replace(found, pairs=(pair,)))
    assert "<td>+10.0 pp</td><td>no interval</td>" in shown
    assert '<th scope="row">walls and gates</th>' in shown
