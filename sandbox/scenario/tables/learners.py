"""Learning routers, circuit breakers and retry budgets as tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from sandbox.payments.breakers import BreakerTable
from sandbox.payments.budgets import UNLIMITED
from sandbox.payments.learning import LearnerTable
from sandbox.scenario.routing_plugins import policy_names
from sandbox.scenario.schema.pressure_sections import Breaker
from sandbox.units import ppm, threshold
from sandbox.vocabulary import NOBODY, RoutingPolicy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.scenario.schema.rule_sections import RouteSetting
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.labels import Labels

LEARNING = frozenset(policy for policy in RoutingPolicy if policy >= RoutingPolicy.ROUND_ROBIN)
WINDOWED = frozenset(
    {RoutingPolicy.WINDOW_UCB, RoutingPolicy.SUCCESS_RATE, RoutingPolicy.EXPECTED_VALUE}
)
BOUNDED = frozenset({RoutingPolicy.UCB1, RoutingPolicy.DISCOUNTED_UCB, RoutingPolicy.WINDOW_UCB})
# Garivier & Moulines 2008, section 5, and the discounted Thompson sampling of the same setting.
DISCOUNTS = {
    RoutingPolicy.DISCOUNTED_UCB: Fraction("0.9975"),
    RoutingPolicy.DISCOUNTED_THOMPSON: Fraction("0.995"),
}


@dataclass(slots=True)
class LearnerRows:
    """Learners while they are built: one for each setting and cell with several offers.

    Attributes
    ----------
    settings
        Routing rules that learn, in order; setting k + 1 of `learner_of`.
    """

    settings: list[RouteSetting] = field(default_factory=list)

    def add(self, setting: RouteSetting) -> int:
        """Add a routing rule that learns and return the number of its setting."""
        self.settings.append(setting)
        return len(self.settings)

    def tables(
        self, offer_start: Sequence[int]
    ) -> tuple[LearnerTable, tuple[int, ...], tuple[int, ...]]:
        """Return the learners, which one decides in setting × cell, and their Python policies."""
        plugins: list[int] = []
        cells = len(offer_start) - 1
        learner_of = [NOBODY] * cells
        rows: list[tuple[int, float, float, int]] = []
        starts, rings = [0], [0]
        for setting in self.settings:
            policy = RoutingPolicy[setting.policy.upper()]
            for cell in range(cells):
                offers = offer_start[cell + 1] - offer_start[cell]
                if offers < 2:
                    learner_of.append(NOBODY)
                    continue
                learner_of.append(len(rows))
                rows.append(_row(setting, policy))
                plugins.append(_plugin(setting))
                starts.append(starts[-1] + offers)
                rings.append(rings[-1] + (setting.window if policy in WINDOWED else 0))
        table = LearnerTable(
            tuple(row[0] for row in rows),
            tuple(starts),
            tuple(rings),
            tuple(row[1] for row in rows),
            tuple(row[2] for row in rows),
            tuple(row[3] for row in rows),
        )
        return table, tuple(learner_of), tuple(plugins)


def _plugin(setting: RouteSetting) -> int:
    return NOBODY if setting.name is None else policy_names().index(setting.name)


def _row(setting: RouteSetting, policy: RoutingPolicy) -> tuple[int, float, float, int]:
    discount = Fraction(1)
    if policy in DISCOUNTS:
        discount = DISCOUNTS[policy] if setting.discount is None else setting.discount
    exploration = float(setting.exploration) if policy in BOUNDED else 0.0
    return int(policy), float(discount), exploration, threshold(setting.explore)


def build_breakers(document: Document, routes: Sequence[str]) -> BreakerTable:
    """Return the circuit breakers by route; one that never opens where none is declared."""
    never = Breaker(failures=0)
    sections = [
        (document.routes[name].breaker or never) if name in document.routes else never
        for name in routes
    ]
    rings = [0]
    for section in sections:
        rings.append(rings[-1] + section.window)
    return BreakerTable(
        tuple(section.failures for section in sections),
        tuple(rings),
        tuple(ppm(section.share) for section in sections),
        tuple(section.minimum for section in sections),
        tuple(section.open_for for section in sections),
        tuple(section.probes for section in sections),
    )


def build_budgets(document: Document, labels: Labels) -> tuple[int, ...]:
    """Return the retry budget by destination in millionths of an attempt."""
    share = document.retries.budget
    budget = UNLIMITED if share is None else ppm(share)
    return (budget,) * len(labels.destinations)


def is_modelled(document: Document, rows: LearnerRows) -> bool:
    """Tell whether anything must be remembered from one payment to the next."""
    breakers = any(route.breaker is not None for route in document.routes.values())
    return bool(rows.settings) or breakers or document.retries.budget is not None
