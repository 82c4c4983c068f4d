"""Simulates checkouts between China's walled gardens.

The map, from the YAML file to the answer:

scenario      YAML → validated document → tables of integers   (`load`, `Loaded`)
payments      the rules of the world, as pure functions
chance        counter-based draws: the same shopper, the same luck
model         what happens to a checkout at one moment, once for both engines
engines       tables and a key of chance → a record of what happened
metrics       records → rates, percentiles, money by name
statistics    values of replications → intervals
answers       what changed, and what may be said of it         (`Answer`)
studies       one question → all of its replications           (`run`, `study`, `compare`,
              one checkout → its story                          `explain`)
reports, cli  answers to read, commands to type                (`matrix`)

>>> import sandbox
>>> world = sandbox.load("scenarios/taobao_accepts_wechat_pay.yaml")
>>> result = sandbox.run(world, replications=20)
>>> result.as_json()["points"][0]["contrasts"][0]["metrics"]["success_rate"]["verdict"]
>>> answer = sandbox.study("scenarios/who_gains_from_opening.study.yaml").run()
>>> answer.to_rows()[1]["verdict"]
>>> sandbox.compare("before", "after")  # two folders that `--out` wrote

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

    from sandbox.answers.answer import Answer
    from sandbox.reports.doors.matrices import Matrices
    from sandbox.scenario.loading import Loaded
    from sandbox.studies.options import Options
    from sandbox.studies.prepared_study import PreparedStudy
    from sandbox.studies.traces.stories import CheckoutStory

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
def run(world: Loaded, options: Options | None = None, **choices: typing.Any) -> Answer:  # noqa: ANN401 -- fields of Options
    """Return the answer to a scenario: every regime on the same shoppers with the same luck.

    Parameters
    ----------
    world
        From `load`.
    options, choices
        `Options`, or its fields by name: `regimes`, `metrics`, `seed`, `replications`, `jobs`,
        `smoke`, `has_assumption_range`.
    """
    from dataclasses import replace  # noqa: PLC0415 -- light import

    from sandbox.reports.notebook import answer_html  # noqa: PLC0415 -- the same
    from sandbox.studies import what_if  # noqa: PLC0415 -- the same
    from sandbox.studies.options import Options as Chosen  # noqa: PLC0415 -- the same

    usual = {"has_assumption_range": False, **choices}
    answer = what_if.run(world, options or Chosen(**usual))
    return replace(answer, display=answer_html)


@machine.blamed_on()
def study(target: str | Path, overrides: tuple[str, ...] = ()) -> PreparedStudy:
    """Return a study, validated; its `run()` gives verdicts that a notebook shows as a table.

    `run(store="replications", resume=True)` goes on where an earlier run ended. What it returns
    is an `Answer`, with `to_rows()`, `to_dataframe()`, `to_arrow()`, `as_json()`, `has_failed`.

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
    from sandbox.reports.notebook import answer_html  # noqa: PLC0415 -- light import
    from sandbox.studies.prepared_study import prepare  # noqa: PLC0415 -- the same

    return prepare(target, overrides, answer_html)


@machine.blamed_on()
def compare(first: str | Path, second: str | Path) -> Answer:
    """Return two stored answers side by side; a notebook shows the differences as a table.

    Answers of the same seed are compared replication by replication, others as independent
    samples.

    Parameters
    ----------
    first, second
        Folders that `--out` wrote, or files with what `--json` printed.

    Raises
    ------
    UsageError
        If one is no stored answer, or they have no regime in common.
    """
    from dataclasses import replace  # noqa: PLC0415 -- light import

    from sandbox.reports.notebook import answer_html  # noqa: PLC0415 -- the same
    from sandbox.studies.comparison import comparison  # noqa: PLC0415 -- the same
    from sandbox.studies.store import stored_runs  # noqa: PLC0415 -- the same

    runs = [stored_runs.open_run(str(place)) for place in (first, second)]
    return replace(comparison.compare(*runs), display=answer_html)


@machine.blamed_on()
def matrix(world: Loaded, at: str | None = None, regimes: tuple[str, ...] = ()) -> Matrices:
    """Return which doors are open at a moment, under each regime; a notebook shows them."""
    from sandbox.reports.doors.matrices import matrices  # noqa: PLC0415 -- light import

    return matrices(world, at, regimes)


@machine.blamed_on()
def explain(
    world: Loaded,
    checkout: int,
    replication: int = 0,
    regimes: tuple[str, ...] = (),
    seed: int | None = None,
) -> list[CheckoutStory]:
    """Return the story of one checkout under each regime."""
    from sandbox.studies.traces import stories  # noqa: PLC0415 -- light import

    return stories.explain(world, checkout, replication, regimes, seed)
