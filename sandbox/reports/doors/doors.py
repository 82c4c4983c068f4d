"""The state of every door at a moment: which clause of which rule decides, and for whom.

A door is a cell of the openness tables: a link, a wallet at a merchant, a code at a counter.
Where a roll-out or a condition leaves somebody out, the layer below decides for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.payments.acceptance import BY_INTEROP
from sandbox.payments.links import container_behind
from sandbox.payments.openness import reach
from sandbox.units import AMOUNT_FEN_MAX, WORD, format_money
from sandbox.vocabulary import (
    NOBODY,
    Acceptance,
    CityTier,
    CodeKind,
    Container,
    LinkState,
    Payload,
    RolloutUnit,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.payments.openness import ChainTable
    from sandbox.scenario.regimes import DatedRule
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.build import BuiltWorld

NO_ROUTE = "no route"
BARRED = "barred"
AS_CODES = ("closed", "open")  # whether a code is read
AT_A_COUNTER = ("off", "listed")  # what that means for a wallet
EVERYTHING = -1  # a mask with every bit set


@dataclass(frozen=True, slots=True)
class Layer:
    """What one clause does with a door.

    Attributes
    ----------
    state
        Name of the state that it sets.
    rule
        The rule behind it, None for a default.
    reach
        Share of entities that its roll-out has reached, 0 to 1.
    unit
        `everyone`, `shoppers`, `stores` or `checkouts`.
    conditions
        Further conditions, in words.
    """

    state: str
    rule: DatedRule | None
    reach: float
    unit: str
    conditions: tuple[str, ...]

    @property
    def is_certain(self) -> bool:
        """Whether nobody is left to the layer below."""
        return self.reach == 1 and not self.conditions


@dataclass(frozen=True, slots=True)
class Door:
    """One cell: the parties that it stands between, and its layers, the strongest first."""

    parties: tuple[str, ...]
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class Doors:
    """All doors of a run's tables at one moment.

    Parameters
    ----------
    built
        Tables with the rules of the whole time.
    at_us
        The moment, microseconds since 1970.
    """

    built: BuiltWorld
    at_us: int

    def links(self) -> list[Door]:
        """Return the links that somebody follows: surface, payload, destination."""
        world, labels = self.built.world, self.built.labels
        found = []
        for d, s, p in sorted(
            set(self._visits()), key=lambda visit: (visit[1], visit[2], visit[0])
        ):
            cell = (s * len(Payload) + p) * len(labels.destinations) + d
            layers = self._layers(world.chains.link, cell, self._link_state)
            parties = (
                labels.surfaces.names[s],
                Payload(p).name.lower(),
                labels.destinations.names[d],
            )
            found.append(Door(parties, layers))
        return found

    def wallets(self) -> list[Door]:
        """Return the wallets at every merchant: merchant, wallet, container."""
        labels = self.built.labels
        found = []
        for d, container, surfaces in sorted(self._places()):
            for w, wallet in enumerate(labels.wallets.names):
                layers = self._acceptance(d, w, container, surfaces)
                parties = labels.destinations.names[d], wallet, Container(container).name.lower()
                found.append(Door(parties, layers))
        return found

    def codes(self) -> list[Door]:
        """Return the codes at counters: scanning wallet, issuer, kind of code."""
        labels = self.built.labels
        return [
            Door(
                (labels.wallets.names[w], labels.wallets.names[i], CodeKind(code).name.lower()),
                self._interop(w, i, code, EVERYTHING, AS_CODES),
            )
            for i, code in self._issuers()
            for w in range(len(labels.wallets))
        ]

    def _visits(self) -> Iterable[tuple[int, int, int]]:
        visits = self.built.world.visits
        return zip(visits.destination, visits.surface, visits.payload, strict=True)

    def _places(self) -> Iterator[tuple[int, int, int]]:
        """Yield destination, container, and mask of the surfaces that lead there."""
        world = self.built.world
        surfaces: dict[tuple[int, int], int] = {}
        for d, s, p in self._visits():
            if world.destinations.is_service[d]:
                continue
            for state in self._states(d, s, p):
                inside, own_app = world.surfaces.container[s], world.surfaces.own_app[s]
                place = d, container_behind(state, p, inside, own_app)
                surfaces[place] = surfaces.get(place, 0) | 1 << s
        for (d, container), mask in surfaces.items():
            yield d, container, mask

    def _states(self, d: int, s: int, p: int) -> set[int]:
        """Return open, and copied where a link is copied at any time: what decides containers."""
        world = self.built.world
        cell = (s * len(Payload) + p) * len(self.built.labels.destinations) + d
        every = {world.clauses.effect[c] for c in _chain(world.chains.link, cell)}
        return {int(LinkState.OPEN)} | (every & {int(LinkState.COPIED)})

    def _issuers(self) -> list[tuple[int, int]]:
        """Return issuers and kinds of codes that hang at a counter or that a rule speaks of."""
        world, labels = self.built.world, self.built.labels
        places = {d for d, _, _ in self._visits() if world.destinations.issuer[d] != NOBODY}
        if not places:
            return []
        codes = {world.destinations.code[d] for d in places}
        issuers = {world.destinations.issuer[d] for d in places}
        for dated in self.built.rules:
            issuers.update(labels.wallets.find(name) for name in dated.rule.when.issuer or [])
            codes.update(CodeKind[name.upper()] for name in dated.rule.when.code or [])
        return [(i, code) for i in sorted(issuers - {NOBODY}) for code in sorted(codes)]

    def _acceptance(self, d: int, w: int, container: int, surfaces: int) -> tuple[Layer, ...]:
        world = self.built.world
        cell = d * len(self.built.labels.wallets) + w
        chain = world.chains.accept

        def state_of(clause: int) -> str:
            state = self._acceptance_state(clause)
            cells = world.settings.destinations * world.settings.wallets
            usable = world.through[world.clauses.parameter[clause] * cells + cell]
            return NO_ROUTE if state not in ("off", BARRED) and not usable else state

        layers: list[Layer] = []
        place = cell * len(Container) + container
        for clause in _chain(chain, place):
            if world.clauses.effect[clause] == BY_INTEROP:
                issuer, code = world.destinations.issuer[d], world.destinations.code[d]
                layers.extend(self._interop(w, issuer, code, surfaces, AT_A_COUNTER))
                break
            layer = self._layer(clause, surfaces, state_of)
            if layer is not None:
                layers.append(layer)
                if layer.is_certain:
                    break
        return tuple(layers)

    def _interop(
        self, w: int, issuer: int, code: int, surfaces: int, states: Sequence[str]
    ) -> tuple[Layer, ...]:
        cell = (w * len(self.built.labels.wallets) + issuer) * len(CodeKind) + code
        effect = self.built.world.clauses.effect
        chain = self.built.world.chains.interop
        return self._layers(chain, cell, lambda clause: states[effect[clause]], surfaces)

    def _layers(
        self,
        chain: ChainTable,
        cell: int,
        state_of: Callable[[int], str],
        surfaces: int = EVERYTHING,
    ) -> tuple[Layer, ...]:
        layers: list[Layer] = []
        for clause in _chain(chain, cell):
            layer = self._layer(clause, surfaces, state_of)
            if layer is not None:
                layers.append(layer)
                if layer.is_certain:
                    break
        return tuple(layers)

    def _layer(self, clause: int, surfaces: int, state_of: Callable[[int], str]) -> Layer | None:
        clauses = self.built.world.clauses
        time_us = self.at_us - self.built.start_us
        if not clauses.from_us[clause] <= time_us < clauses.until_us[clause]:
            return None
        reached = reach(clauses, clause, time_us)
        conditions = self._conditions(clause, surfaces)
        if not reached or conditions is None:
            return None
        index = clauses.rule[clause]
        return Layer(
            state_of(clause),
            self.built.rules[index] if index >= 0 else None,
            reached / WORD,
            RolloutUnit(clauses.unit[clause]).name.lower(),
            conditions,
        )

    def _conditions(self, clause: int, surfaces: int) -> tuple[str, ...] | None:
        """Return the conditions of a clause in words; None where it speaks of nobody here."""
        clauses, labels = self.built.world.clauses, self.built.labels
        found: list[str] = []
        everywhere = (1 << len(labels.surfaces)) - 1
        here = surfaces & everywhere
        if surfaces != EVERYTHING and here & ~clauses.surfaces[clause]:
            if not here & clauses.surfaces[clause]:
                return None
            found.append(_members("on", labels.surfaces.names, here & clauses.surfaces[clause]))
        for names, mask in (
            (labels.segments.names, clauses.segments[clause]),
            ([tier.name.lower() for tier in CityTier], clauses.tiers[clause]),
        ):
            if (1 << len(names)) - 1 & ~mask:
                found.append(_members("for", names, mask))
        low, high = clauses.amount_from[clause], clauses.amount_to[clause]
        if low:
            found.append(f"from {format_money(low)}")
        if high <= AMOUNT_FEN_MAX:
            found.append(f"below {format_money(high)}")
        return tuple(found)

    def _link_state(self, clause: int) -> str:
        return LinkState(self.built.world.clauses.effect[clause]).name.lower()

    def _acceptance_state(self, clause: int) -> str:
        index = self.built.world.clauses.rule[clause]
        accept = self.built.rules[index].rule.set.accept if index >= 0 else None
        if accept is not None and accept.as_ == BARRED:
            return BARRED
        return Acceptance(self.built.world.clauses.effect[clause]).name.lower()


def home_of(document: Document, dated_rule: DatedRule) -> str:
    """Return the regime in which a rule is written; empty for the scenario's own rules."""
    name: str | None = dated_rule.regime
    while name is not None and name in document.regimes:
        regime = document.regimes[name]
        if any(rule.name == dated_rule.rule.name for rule in regime.rules):
            return name
        name = regime.extends
    return ""


def _chain(chain: ChainTable, cell: int) -> Sequence[int]:
    return chain.clauses[chain.start[cell] : chain.start[cell + 1]]


def _members(heading: str, names: Sequence[str], mask: int) -> str:
    return f"{heading} {', '.join(name for k, name in enumerate(names) if mask >> k & 1)}"
