"""The points of a study: every setting of what it varies, as texts that `--set` takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from sandbox.errors import Diagnostic, ScenarioError
from sandbox.scenario.quantities import between
from sandbox.scenario.schema.study_document import POINTS_MAX, Design
from sandbox.scenario.soundness.fault import UnsoundError, at_places, refuse
from sandbox.scenario.soundness.headroom import check_sums
from sandbox.scenario.study.study_values import change_of, points_count, values_of
from sandbox.scenario.tables.build import build_regimes
from sandbox.scenario.tables.sharing import Shared
from sandbox.scenario.variants import vary
from sandbox.scenario.yaml.nodes import Sequence as ListNode
from sandbox.scenario.yaml.yaml_text import inline_text
from sandbox.studies.runs import REPLICATIONS, regimes_of, seed_of

if TYPE_CHECKING:
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.study.study_loading import LoadedStudy


@dataclass(frozen=True, slots=True)
class Point:
    """One setting of what a study varies.

    Attributes
    ----------
    settings
        (path, value text) in the order of the study; none for the base scenario itself.
    """

    settings: tuple[tuple[str, str], ...] = ()

    @property
    def overrides(self) -> tuple[str, ...]:
        """The settings as texts for `--set`, which give the same document."""
        return tuple(f"{path}={value}" for path, value in self.settings)

    def __getitem__(self, path: str) -> str:
        return dict(self.settings)[path]

    def __str__(self) -> str:
        return ", ".join(self.overrides) or "as it is"


BASE = Point()
CHECKED_MAX = 500  # points that are tried before a study starts, a few milliseconds each
BUILT_MAX = 50  # of them so many have their tables built, evenly spread


def points_of(study: LoadedStudy) -> tuple[Point, ...]:
    """Return the points of a study; the base alone where it sweeps nothing.

    A grid comes in written order, the last path running fastest. A design depends on the seed
    of the study only.
    """
    sweep = study.document.sweep
    if sweep is None:
        return (BASE,)
    if isinstance(sweep, Design):
        seed = seed_of(study.base.document, study.document.seed)
        return tuple(_spread(sweep, seed))
    computed = values_of(study.document)
    values = {path: computed[path] or _listed(study, path) for path in sweep}
    return tuple(
        Point(tuple(zip(values, chosen, strict=True))) for chosen in product(*values.values())
    )


def document_of(study: LoadedStudy, point: Point) -> Document:
    """Return the base scenario's document with the settings of a point.

    It takes a few milliseconds; no file is read.

    Raises
    ------
    ScenarioError
        When these settings do not go together; each complaint names the point.
    """
    if not point.settings:
        return study.base.document
    try:
        return vary(study.base, [change_of(study, path, text) for path, text in point.settings])
    except ScenarioError as error:
        raise ScenarioError([_named(found, point) for found in error.diagnostics]) from None


def check_points(study: LoadedStudy) -> None:
    """Try the points of a study: values that are valid one by one need not go together.

    Raises
    ------
    ScenarioError
        With what is wrong at each of the first `CHECKED_MAX` points, each complaint once.
    """
    if points_count(study.document) > POINTS_MAX:
        return  # that is a mistake of its own, and nobody waits for so many
    found: dict[tuple[object, ...], Diagnostic] = {}
    points = points_of(study)[:CHECKED_MAX]
    every, shared = -(-len(points) // BUILT_MAX), Shared()
    for number, point in enumerate(points):
        try:
            document = document_of(study, point)
            if number % every == 0 or number == len(points) - 1:
                _check_tables(study, point, document, shared)
        except ScenarioError as error:
            for one in error.diagnostics:
                found.setdefault((one.location, one.message), one)
    if found:
        raise ScenarioError(list(found.values()))


def _check_tables(
    study: LoadedStudy, point: Point, document: Document, shared_tables: Shared
) -> None:
    """Build the tables of a point, for the replications that it takes at least."""
    asked = study.document
    least = REPLICATIONS if asked.precision else asked.replications or document.replications
    try:
        for built in build_regimes(document, regimes_of(document), shared_tables):
            refuse(list(check_sums(built.world, document, least or REPLICATIONS)))
    except UnsoundError as error:
        wrong = at_places(error, study.base.places).diagnostics
        raise ScenarioError([_named(found, point) for found in wrong]) from None


def _listed(study: LoadedStudy, path: str) -> list[str]:
    node = study.places.node(("sweep", path))
    return [inline_text(item) for item in node.items] if isinstance(node, ListNode) else []


def _spread(design: Design, seed: int) -> Iterator[Point]:
    """Yield the points of a design, each value rounded to the quantum of its unit."""
    for row in _unit_cube(design, seed):
        settings = (
            (path, between(low, high, part))
            for (path, (low, high)), part in zip(design.over.items(), row, strict=True)
        )
        yield Point(tuple(settings))


def _unit_cube(design: Design, seed: int) -> list[list[Fraction]]:
    """Return points of the unit cube as exact fractions, one row each.

    Latin hypercube: McKay, Beckman & Conover 1979. Sobol with scrambling: Owen 1998.
    """
    import numpy as np  # noqa: PLC0415 -- most studies need none
    from scipy.stats import qmc  # noqa: PLC0415 -- heavy, and most studies need none

    chance = np.random.default_rng(seed)
    if design.sobol is not None:
        sobol = qmc.Sobol(d=len(design.over), scramble=True, seed=chance)
        rows = sobol.random_base2(design.sobol.bit_length() - 1)
    else:
        rows = qmc.LatinHypercube(d=len(design.over), seed=chance).random(design.points)
    return [[Fraction(float(part)) for part in row] for row in rows]


def _named(diagnostic: Diagnostic, point: Point) -> Diagnostic:
    if not point.settings:
        return diagnostic
    told = f"at the point {point}"
    hint = f"{diagnostic.hint}; {told}" if diagnostic.hint else told
    return Diagnostic(diagnostic.message, diagnostic.location, diagnostic.note, hint)
