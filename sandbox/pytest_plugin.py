"""Studies in a test suite: each expectation of a `*.study.yaml` file is one test.

Nothing that takes time is imported before there is such a file.
The study runs once for all of its expectations, when the first of them is tested.
`-m "not study"` leaves them out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sandbox.answers.gates import GateOutcome
    from sandbox.errors import SandboxError
    from sandbox.scenario.yaml.nodes import Mapping, Scalar

SUFFIX = ".study.yaml"
MARKER = "study"


class UndecidedWarning(pytest.PytestWarning):
    """An expectation stayed undecided, and the study only warns of that."""


class UnmetError(Exception):
    """An expectation is not met; its text is what the user sees."""


class Wish(NamedTuple):
    """One line of `expect`; lines count from 1."""

    text: str
    line: int


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", f"{MARKER}: an expectation of a *{SUFFIX} file")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> StudyFile | None:
    """Collect studies."""
    if not file_path.name.endswith(SUFFIX):
        return None
    found: StudyFile = StudyFile.from_parent(parent, path=file_path)
    return found


class StudyFile(pytest.File):
    """A study, whose expectations are tests."""

    _gates: tuple[GateOutcome, ...] | None = None
    _error: SandboxError | None = None
    undecided: str = "warn"

    def collect(self) -> Iterator[ExpectationItem]:
        """Yield an item for each expectation."""
        from sandbox.errors import SandboxError  # noqa: PLC0415 -- only where there is a study

        try:
            self.undecided, wishes = _read(self.path)
        except SandboxError as error:
            raise self.CollectError(_rendered(error)) from None
        for wish in wishes:
            item: ExpectationItem = ExpectationItem.from_parent(self, name=wish.text, wish=wish)
            yield item

    def gates(self) -> tuple[GateOutcome, ...]:
        """Return what came of the expectations; the study is run the first time.

        Raises
        ------
        SandboxError
            Where the study is invalid, each time anew.
        """
        from sandbox.errors import SandboxError  # noqa: PLC0415 -- only where there is a study

        if self._error is not None:
            raise self._error
        if self._gates is None:
            # Here, because it draws in the engines and all of numerics.
            from sandbox.machine import blamed_on  # noqa: PLC0415 -- only for a study
            from sandbox.studies import what_if  # noqa: PLC0415 -- only for a study
            from sandbox.studies.options import Options  # noqa: PLC0415 -- the same

            gates_alone = Options(has_assumption_range=False)
            try:
                with blamed_on():
                    self._gates = what_if.study(what_if.load(self.path), gates_alone).gates
            except SandboxError as error:
                self._error = error
                raise
        return self._gates


class ExpectationItem(pytest.Item):
    """An expectation of a study, at every point of its sweep."""

    def __init__(self, *, wish: Wish, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]  # what pytest hands to every item
        self.wish = wish
        self.add_marker(MARKER)

    def runtest(self) -> None:
        """Compare what came of the expectation with what it may come to."""
        from sandbox.answers.gates import Consequence  # noqa: PLC0415 -- only for a study

        study = self.parent
        if not isinstance(study, StudyFile):
            raise TypeError(study)
        gates = [gate for gate in study.gates() if gate.text == self.wish.text]
        if not gates:
            raise UnmetError("the study ended before this expectation was judged")
        undecided = Consequence(study.undecided)
        ends = [(gate, gate.consequence(undecided)) for gate in gates]
        failed = [gate for gate, end in ends if end is Consequence.FAIL]
        if failed:
            raise UnmetError("\n".join(map(_told, failed)))
        for gate, end in ends:
            if end is Consequence.WARN:
                self.warn(UndecidedWarning(_told(gate)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:  # type: ignore[override]  # pytest takes text as well
        """Return the answer, and a traceback only for a defect."""
        from sandbox.errors import SandboxError  # noqa: PLC0415 -- only for a study

        error = excinfo.value
        if isinstance(error, UnmetError | UndecidedWarning):  # a suite may turn warnings to errors
            return f"{self.path}:{self.wish.line}\n{error}"
        if isinstance(error, SandboxError):
            return _rendered(error)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the expectation stands."""
        return self.path, self.wish.line - 1, self.wish.text


def _told(gate: GateOutcome) -> str:
    return f"{gate.status}: {gate.title}\n    {gate.detail}"


def _read(path: Path) -> tuple[str, Sequence[Wish]]:
    """Return what undecided expectations do, and the expectations, without judging the rest."""
    from sandbox.scenario.yaml.source_text import read_source  # noqa: PLC0415 -- only for a study
    from sandbox.scenario.yaml.yaml_tree import compose  # noqa: PLC0415 -- only for a study

    tree = compose(read_source(path, str(path))).tree
    undecided = next((scalar.text for scalar in _scalars(tree, "undecided")), "")
    chosen = undecided if undecided in ("pass", "warn", "fail") else "warn"
    return chosen, [Wish(str(s.value), s.span.line) for s in _scalars(tree, "expect")]


def _scalars(tree: Mapping, key: str) -> Iterator[Scalar]:
    """Yield the values of a key that holds a list or one value."""
    from sandbox.scenario.yaml.nodes import Scalar, Sequence  # noqa: PLC0415 -- only for a study

    entry = tree.entries.get(key)
    if entry is None:
        return
    for node in entry.node.items if isinstance(entry.node, Sequence) else [entry.node]:
        if isinstance(node, Scalar) and node.value is not None:
            yield node


def _rendered(error: SandboxError) -> str:
    """Return an error as the command line shows it."""
    from sandbox.characters import visible, visible_lines  # noqa: PLC0415 -- only for a study
    from sandbox.errors import ScenarioError  # noqa: PLC0415 -- only for a study
    from sandbox.reports.diagnostics import render  # noqa: PLC0415 -- only for a study

    if isinstance(error, ScenarioError):
        return render(error.diagnostics)
    hint: str = getattr(error, "hint", "")
    return f"error: {visible(str(error))}" + (f"\nhint: {visible_lines(hint)}" if hint else "")
