"""What a metric means in one world: indices in place of names, or what the world does not have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.errors import ExpressionError, Mistake
from sandbox.metrics.grammar.amounts import bands_of
from sandbox.metrics.grammar.names import Metric
from sandbox.metrics.grammar.windows import Complain, bucket_span, clock_of
from sandbox.metrics.metric_catalogue import KEYS, Axis, PartyKind
from sandbox.metrics.selection import NONE, Selection, members
from sandbox.metrics.summaries.fees_and_income import fee_earners, fee_payers
from sandbox.metrics.summaries.load_effects import station_names
from sandbox.scenario.mistakes.suggestions import nearest, shorten
from sandbox.units import format_money
from sandbox.vocabulary import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sandbox.scenario.tables.build import BuiltWorld

NOUNS = {
    PartyKind.WALLET: "wallet",
    PartyKind.ROUTE: "route",
    PartyKind.EARNER: "wallet, acquirer or rail",
    PartyKind.BEARER: "payer of fees",
    PartyKind.ACCOUNT: "account",
    PartyKind.STATION: "place with a capacity",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A metric in one world.

    Attributes
    ----------
    metric
        What is asked.
    where
        The part of the tally that answers.
    party
        Index of the wallet, route, account or station behind the dot; `NOBODY` for none.
    """

    metric: Metric
    where: Selection
    party: int


def check_metric(metric: Metric, built: BuiltWorld) -> tuple[Mistake, ...]:
    """Return what a world does not have of what a metric names; places are those of its text."""
    return tuple(mistake for side in metric.sides for mistake in _located(side, built)[1])


def locate(metric: Metric, built: BuiltWorld) -> Target:
    """Return a metric with indices in place of names; a ratio has two, side by side.

    Raises
    ------
    ExpressionError
        For a party that the world does not have, a window that fits no time bucket, or a band of
        amounts that the world was not built to count.
    """
    target, mistakes = _located(metric, built)
    mistakes += _uncounted(metric, built)
    if mistakes:
        raise ExpressionError(str(metric), mistakes)
    return target


def _uncounted(metric: Metric, built: BuiltWorld) -> tuple[Mistake, ...]:
    """Return which ends of a band of amounts lie inside the bands that are counted."""
    known = built.world.amount_edges
    lacking = [format_money(edge) for edge in metric.amount_edges if edge not in known]
    if not lacking:
        return ()
    key = next(key for key, _ in metric.filters if KEYS[key] is Axis.AMOUNT)
    message = f"purchases were not counted by amount at {' and '.join(lacking)}"
    hint = "ask the metric before the simulation, with `--metric` or under `metrics:`"
    return (Mistake(message, *metric.span(key), hint),)


def _located(metric: Metric, built: BuiltWorld) -> tuple[Target, tuple[Mistake, ...]]:
    mistakes: list[Mistake] = []

    def complain(message: str, part: str, hint: str) -> None:
        mistakes.append(Mistake(message, *metric.span(part), hint))

    party = NOBODY
    known = _parties(metric, built)
    if known is not None and metric.party in known:
        party = known[metric.party]
    elif known is not None:
        noun = NOUNS[metric.measure.party]
        complain(f"there is no {noun} `{metric.party}`", "party", _hint(metric.party, known))
    where = Selection(
        members=_members(metric, built, complain),
        buckets=bucket_span(dict(metric.filters), clock_of(built), complain),
        bands=bands_of(dict(metric.filters), built.world.amount_edges),
    )
    return Target(metric, where, party), tuple(mistakes)


def _parties(metric: Metric, built: BuiltWorld) -> Mapping[str, int] | None:
    """Return what may stand behind the dot of a metric, None where no party does."""
    labels = built.labels
    match metric.measure.party:
        case PartyKind.WALLET | PartyKind.ROUTE:
            of_wallets = metric.measure.party is PartyKind.WALLET
            names = labels.wallets.names if of_wallets else built.routes
            return {name: k for k, name in enumerate(names)}
        case PartyKind.EARNER:
            return {name: labels.account[name] for name in fee_earners(labels)}
        case PartyKind.BEARER:
            return {name: labels.account[name] for name in fee_payers(labels)}
        case PartyKind.ACCOUNT:
            return labels.account
        case PartyKind.STATION:
            return {name: station for station, name in station_names(built).items()}
        case _:
            return None


def _members(metric: Metric, built: BuiltWorld, complain: Complain) -> dict[Axis, int]:
    found: dict[Axis, int] = {}
    # Only what was tried is counted by wallet and time; nothing was tried with no wallet.
    of_tries = any(Axis.ROUTE in table for table in metric.measure.tables)
    for key, name in metric.filters:
        axis = KEYS[key]
        if axis in (Axis.TIME, Axis.AMOUNT):
            continue
        known = members(built, axis)
        if of_tries and axis is Axis.WALLET:
            known = tuple(word for word in known if word != NONE)
        if name in known:
            found[axis] = known.index(name)
        else:
            complain(f"there is no {key} `{name}`", key, _hint(name, known))
    return found


def _hint(name: str, known_names: Iterable[str]) -> str:
    names = list(known_names)
    near = nearest(name, names)
    if near:
        return f"the nearest is `{near}`"
    return f"known here: {shorten(names, name)}" if names else "this world has none"
