"""Simulates checkouts between China's walled gardens.

The map, from the YAML file to the answer:

scenario      YAML → validated document → tables of integers   (`load`, `Loaded`)
payments      the rules of the world, as pure functions
chance        counter-based draws: the same shopper, the same luck
engines       tables and a key of chance → a record of what happened
measures      records → rates, intervals, money                (`RunResult`, `summary`)
studies       one question → all of its replications           (`run`, `RunOptions`, `explain`)
              many runs → one verdict                          (`study`)
reports, cli  answers to read, commands to type                (`matrix`)

>>> import sandbox
>>> world = sandbox.load("scenarios/taobao_accepts_wechat_pay.yaml")
>>> result = sandbox.run(world, replications=20)
>>> sandbox.summary(result)["differences"][0]["success_rate"]
>>> verdict = sandbox.study("scenarios/who_gains_from_opening.study.yaml").run()
>>> verdict.to_rows()[1]["verdict"]
>>> sandbox.compare("before", "after")  # two folders that `sandbox run --out` wrote

What is wrong with a scenario comes as a `ScenarioError`, everything else on purpose, and what the
machine refuses, as a `SandboxError`. The version is `__version__`.
"""

from __future__ import annotations

import typing

from sandbox import machine
from sandbox.errors import SandboxError, ScenarioError
from sandbox.version import __version__

if typing.TYPE_CHECKING:
    from pathlib import Path

    from sandbox.measures.results import RunResult
    from sandbox.reports.notebook import Matrices
    from sandbox.scenario.loading import Loaded
    from sandbox.studies.comparison import Comparison
    from sandbox.studies.prepared import PreparedStudy
    from sandbox.studies.runs import RunOptions
    from sandbox.studies.stories import Told

__all__ = [
    "SandboxError",
    "ScenarioError",
    "__version__",
    "compare",
    "explain",
    "load",
    "matrix",
    "run",
    "study",
    "summary",
]


@machine.blamed_on()
def load(target: str | Path, overrides: tuple[str, ...] = ()) -> Loaded:
    """Return a scenario or packaged world, validated.

    Parameters
    ----------
    target
        Path of a YAML file, or the name of a packaged world such as `china_2024`.
    overrides
        `PATH=VALUE` texts, for example `wallets.wechat_pay.fee=0.4%`.

    Raises
    ------
    ScenarioError
        With every mistake found.
    UsageError
        If there is no such file.
    """
    from sandbox.scenario.loading import load as load_scenario  # noqa: PLC0415 -- light import

    return load_scenario(target, overrides)


@machine.blamed_on()
def run(world: Loaded, options: RunOptions | None = None, **choices: typing.Any) -> RunResult:  # noqa: ANN401 -- fields of RunOptions
    """Return every replication of every regime of a scenario.

    Parameters
    ----------
    world
        From `load`.
    options, choices
        `RunOptions`, or its fields by name: `regimes`, `seed`, `replications`, `jobs`, `smoke`.
        One worker process (this one) unless `jobs` says otherwise.
    """
    from sandbox.studies import runs  # noqa: PLC0415 -- light import

    return runs.run(world, options or runs.RunOptions(**{"jobs": 1, **choices}))


@machine.blamed_on()
def study(target: str | Path, overrides: tuple[str, ...] = ()) -> PreparedStudy:
    """Return a study, validated; its `run()` gives verdicts that a notebook shows as a table.

    `run(store="replications", resume=True)` goes on where an earlier run ended. What it returns
    has `to_rows()`, `to_dataframe()`, `to_arrow()`, `as_json()` and `has_failed`.

    Parameters
    ----------
    target
        Path of a YAML file with the key `study`.
    overrides
        `PATH=VALUE` texts, laid over the base scenario.

    Raises
    ------
    ScenarioError
        With every mistake found.
    UsageError
        If there is no such file.
    """
    from sandbox.studies.prepared import prepare  # noqa: PLC0415 -- light import

    return prepare(target, overrides)


@machine.blamed_on()
def compare(first: str | Path, second: str | Path) -> Comparison:
    """Return two stored runs side by side; a notebook shows the differences as a table.

    Runs of the same seed are compared replication by replication, others as independent samples.
    What it returns has `as_json()`.

    Parameters
    ----------
    first, second
        Folders that `sandbox run --out` wrote, or files with what `--json` printed.

    Raises
    ------
    UsageError
        If one is no stored run, or they have no regime in common.
    """
    from sandbox.studies import comparison, stored_runs  # noqa: PLC0415 -- light import

    runs = [stored_runs.open_run(str(place)) for place in (first, second)]
    return comparison.compare(*runs)


@machine.blamed_on()
def matrix(world: Loaded, at: str | None = None, regimes: tuple[str, ...] = ()) -> Matrices:
    """Return which doors are open at a moment, under each regime; a notebook shows them."""
    from sandbox.reports.notebook import matrices  # noqa: PLC0415 -- light import

    return matrices(world, at, regimes)


def summary(result: RunResult) -> dict[str, typing.Any]:
    """Return the document that `sandbox run --json` prints."""
    from sandbox.measures.summary import run_json  # noqa: PLC0415 -- light import

    return run_json(result)


@machine.blamed_on()
def explain(
    world: Loaded,
    checkout: int,
    replication: int = 0,
    regimes: tuple[str, ...] = (),
    seed: int | None = None,
) -> list[Told]:
    """Return the story of one checkout under each regime."""
    from sandbox.studies import stories  # noqa: PLC0415 -- light import

    return stories.explain(world, checkout, replication, regimes, seed)
