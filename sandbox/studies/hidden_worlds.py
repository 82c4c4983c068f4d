"""Worlds that no table shows, on the shoppers of those that are compared: what one door does.

A regime that reaches the baseline in several steps is compared with the regime before its last
step too, and each stage of a walk with the rules of the stage before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.scenario.tables.build import build_world

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.build import BuiltWorld


@dataclass(frozen=True, slots=True)
class HiddenWorlds:
    """Worlds beside those that are compared.

    Attributes
    ----------
    worlds
        Behind those that are shown, in the order of their group.
    before
        Place of a compared regime → place of the regime before its last step: one that is
        compared too, or a hidden one.
    lagged_index
        Place of the walk in which every stage has the rules of the stage before; None without.
    """

    worlds: tuple[BuiltWorld, ...]
    before: dict[int, int]
    lagged_index: int | None = None


def hidden_worlds(document: Document, shown_worlds: Sequence[BuiltWorld]) -> HiddenWorlds:
    """Return the worlds that tell what the last step to each regime, or each stage, does."""
    if len(shown_worlds) == 1 and len(shown_worlds[0].stages) > 1:
        return HiddenWorlds((build_world(_lagged(document), None),), {}, len(shown_worlds))
    places = {built.regime: k for k, built in enumerate(shown_worlds)}
    found: list[BuiltWorld] = []
    before: dict[int, int] = {}
    for place, built in enumerate(shown_worlds[1:], start=1):
        last = _before_last_step(document, shown_worlds[0].regime, built.regime)
        if last is None:
            continue
        if last not in places:
            places[last] = len(shown_worlds) + len(found)
            found.append(build_world(document, last))
        before[place] = places[last]
    return HiddenWorlds(tuple(found), before)


def _before_last_step(document: Document, baseline: str, regime: str) -> str | None:
    """Return the regime that one extends, where the baseline is further back in its chain."""
    chain = list(_chain(document, regime))
    return chain[0] if baseline in chain[1:] else None


def _chain(document: Document, regime: str) -> Iterator[str]:
    found = document.regimes.get(regime)
    while found is not None and found.extends is not None:
        yield found.extends
        found = document.regimes.get(found.extends)


def _lagged(document: Document) -> Document:
    moments = sorted(document.walk or {})
    names = [(document.walk or {})[moment] for moment in moments]
    late = dict(zip(moments, [names[0], *names[:-1]], strict=True))
    return document.model_copy(update={"walk": late, "compare": None, "regime": None})
