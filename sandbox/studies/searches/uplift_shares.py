"""The uplift between two regimes, split among the rules that make it (Shapley values)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.metrics.values import judged_values, parse_metric
from sandbox.scenario.tables.build import build_world
from sandbox.statistics.attribution import (
    PARTS_EXACT_MAX,
    UpliftSplit,
    attribute,
    attribute_sampled,
    sampled_orders,
    subsets_of,
)
from sandbox.studies.replications.groups import Group
from sandbox.studies.replications.tables_needed import counting_for, tables_of
from sandbox.studies.scheduler import Scheduler
from sandbox.studies.searches.bundles import NAME, slots_between, with_bundle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.metrics.values import Metric
    from sandbox.scenario.study.study_loading import LoadedStudy

PAIRS = 32  # of sampled orders, where there are too many parts to play every subset


@dataclass(frozen=True, slots=True)
class Split:
    """What each part brought.

    Attributes
    ----------
    metric
        What is split.
    below, above
        The two regimes.
    parts
        Rules of each part.
    unlisted_rules
        Rules in which the regimes differ and that are in no part; they stand as in `above`.
    uplift
        Shares and uplift.
    replications
        Of each subset.
    """

    metric: Metric
    below: str
    above: str
    parts: Mapping[str, tuple[str, ...]]
    unlisted_rules: tuple[str, ...]
    uplift: UpliftSplit
    replications: int

    def as_json(self) -> dict[str, Any]:
        """Return the split as plain data."""
        return {
            "metric": str(self.metric),
            "unit": self.metric.unit.value,
            "from": self.below,
            "to": self.above,
            "parts": {name: share.as_json() for name, share in self.uplift.shares.items()},
            "rules": {name: list(rules) for name, rules in self.parts.items()},
            "unlisted": list(self.unlisted_rules),
            "uplift": self.uplift.uplift.as_json(),
            "exact": self.uplift.is_exact,
            "replications": self.replications,
        }


def split(study: LoadedStudy, scheduler: Scheduler, replications: int) -> Split | None:
    """Return what each part of `attribute` brought; None where a study does not ask.

    Every subset of the parts is played on the same draws, up to eight parts; orders are sampled
    above.
    """
    asked = study.document.attribute
    if asked is None:
        return None
    document = study.base.document
    slots = slots_between(document, asked.from_, asked.to)
    differing = [slot.name for slot in slots if slot.differs]
    parts = {
        name: tuple(rules)
        for name, rules in (asked.parts or {name: [name] for name in differing}).items()
    }
    listed = {rule for rules in parts.values() for rule in rules}
    unlisted = tuple(name for name in differing if name not in listed)
    names, metric = list(parts), parse_metric(asked.metric)
    orders = None
    masks = list(range(1 << len(names)))
    if len(names) > PARTS_EXACT_MAX:
        orders = sampled_orders(len(names), PAIRS, scheduler.seed)
        masks = subsets_of(orders)
    groups = []
    for mask in masks:
        taken = {rule for k, name in enumerate(names) if mask >> k & 1 for rule in parts[name]}
        built = build_world(with_bundle(document, slots, taken | set(unlisted)), NAME)
        worlds = counting_for([metric], [built])
        tables = tables_of([metric], worlds[0])
        groups.append(Group(worlds, replications, replications, tables))
    results = [found.results[0] for found in scheduler.explore(groups)]
    values = {
        mask: judged_values(metric, result) for mask, result in zip(masks, results, strict=True)
    }
    found = attribute(names, values) if orders is None else attribute_sampled(names, values, orders)
    return Split(metric, asked.from_, asked.to, parts, unlisted, found, replications)
