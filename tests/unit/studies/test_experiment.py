from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.answers.answer import Answer
from sandbox.studies import what_if
from sandbox.studies.options import Options
from sandbox.studies.replications.groups import GroupResult
from sandbox.studies.scheduler import Progress
from tests.house.tree import ROOT

GARDENS = ROOT / "tests" / "golden" / "reports" / "compare_three.yaml"
REPLICATIONS = 6
CHECKOUTS = 200


def study(folder: Path, regimes: str, store: Path | None = None) -> tuple[Answer, int]:
    """Return the answer of a study, and how many checkouts were simulated for it."""
    file = folder / "x.study.yaml"
    file.write_text(
        f"study: {GARDENS}\ncompare: [{regimes}]\nmetrics: [success_rate, paid]\n"
        f"replications: {REPLICATIONS}\n",
        encoding="utf-8",
    )
    loaded = what_if.load(file, (f"traffic.checkouts={CHECKOUTS}",))
    simulated = [0]

    def note(progress: Progress, _found: GroupResult) -> None:
        simulated.append(progress.checkouts)

    options = Options(
        store=store, resume=store is not None, has_assumption_range=False, jobs=1, progress=note
    )
    return what_if.study(loaded, options), simulated[-1]


def test_an_added_regime_uses_what_is_stored_of_the_others(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    store = tmp_path / "store"
    _, first = study(tmp_path, "walls, doors", store)
    fresh, whole = study(tmp_path, "walls, doors, shut")
    resumed, added = study(tmp_path, "walls, doors, shut", store)
    assert resumed.document == fresh.document
    assert first == 2 * REPLICATIONS * CHECKOUTS
    assert whole == 3 * REPLICATIONS * CHECKOUTS
    # The baseline once more, for its checkouts to be matched, and the added regime.
    assert added == 2 * REPLICATIONS * CHECKOUTS < whole
    again, nothing = study(tmp_path, "walls, doors, shut", store)
    assert (again.document, nothing) == (fresh.document, 0)
