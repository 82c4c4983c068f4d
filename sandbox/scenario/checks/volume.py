"""How much arrives: nothing that is empty, and nothing that is more than the program counts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sandbox.scenario.checks.subject import Finding, Subject
from sandbox.scenario.mistakes.section_names import Path
from sandbox.scenario.schema.party_sections import Merchant, Service
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.soundness.headroom import ARRIVALS_MAX, REPLICATIONS, TOTAL_MAX
from sandbox.scenario.tables.pressure import count_stations
from sandbox.units import MICROSECONDS_PER_SECOND, format_duration

BUCKETS_MAX = 4_096
TAIL = Fraction(3, 2)  # a peak's fall holds height × half-life / ln 2 arrivals, below this


def check_volume(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each quantity that is nothing, or more than the program counts."""
    yield from _traffic(subject)
    yield from _destinations(subject)
    yield from _buckets(subject)
    document = subject.document
    if not document.scale:
        yield Finding("`scale` is 0, must be positive", ("scale",))
    if document.scale != 1 and count_stations(document) and not document.allow_scaled_queues:
        hint = "set `allow_scaled_queues: true` if that is what you want"
        message = "`scale` beside a `capacity` makes small stations, which queue more"
        yield Finding(message, ("scale",), hint)
    for name, merchant in document.merchants.items():
        if merchant.basket.constant == 0:
            path = ("merchants", name, "basket")
            yield Finding(f"`basket`{subject.within(path[:2])} must be at least ¥0.01", path)


def arrivals_expected(subject: Subject) -> Fraction:
    """Return about how many checkouts arrive per replication, thinned ones included."""
    document, traffic = subject.document, subject.document.traffic
    if traffic.checkouts is not None:
        return traffic.checkouts * traffic.ceiling
    length = Fraction(document.period.length_us)
    if traffic.arrivals and traffic.arrivals.every:
        return length / traffic.arrivals.every
    weighted = length + sum(
        (peak.top * (peak.rise + TAIL * peak.half_life) for peak in traffic.peaks), Fraction(0)
    )
    rate = (traffic.rate or Fraction(0)) / MICROSECONDS_PER_SECOND
    return rate * weighted * traffic.ceiling / (document.scale or 1)


def _traffic(subject: Subject) -> Iterator[Finding]:
    traffic = subject.document.traffic
    about: tuple[Path, ...] = tuple(("traffic", key) for key in ("checkouts", "rate", "arrivals"))
    if traffic.checkouts is not None and traffic.rate is not None:
        message = "`checkouts` and `rate` contradict each other"
        hint = "fix the number of arrivals or their intensity"
        yield Finding(message, ("traffic", "rate"), hint, at_key=True, about=about)
    if traffic.checkouts is None and traffic.rate is None and traffic.arrivals is None:
        message = "`traffic` needs `checkouts` or `rate`"
        hint = "write for example `traffic: {checkouts: 20000}`"
        yield Finding(message, ("traffic",), hint, at_key=True, about=about)
    if traffic.arrivals and not traffic.arrivals.every:
        yield Finding("`every` is 0, must be positive", ("traffic", "arrivals", "every"))
        return
    if traffic.rate == 0:
        yield Finding("`rate` is 0, must be positive", ("traffic", "rate"))
    if not traffic.ceiling:
        yield Finding("`ceiling` is 0, must be positive", ("traffic", "ceiling"))
    if traffic.hours and not any(traffic.hours):
        yield Finding("the weights in `hours` are all zero", ("traffic", "hours"), at_key=True)
    yield from _amounts(subject, about)


def _amounts(subject: Subject, about: tuple[Path, ...]) -> Iterator[Finding]:
    arrivals = arrivals_expected(subject)
    replications = subject.document.replications or REPLICATIONS
    about = (*about, ("replications",), ("scale",), ("period",))
    hint = "let one checkout stand for more with `scale`, or shorten the period"
    if arrivals > ARRIVALS_MAX:
        message = (
            f"about {int(arrivals):,} checkouts arrive per replication, "
            f"must be at most {ARRIVALS_MAX:,}"
        )
        yield Finding(message, ("traffic",), hint, at_key=True, about=about)
    elif arrivals * replications > TOTAL_MAX:
        message = (
            f"about {int(arrivals):,} checkouts × {replications:,} replications, "
            f"must be at most {TOTAL_MAX:,}"
        )
        path = ("replications",) if subject.document.replications else ("traffic",)
        yield Finding(message, path, hint, at_key=True, about=about)


def _destinations(subject: Subject) -> Iterator[Finding]:
    document = subject.document
    only = document.traffic.only
    alive = False
    for section, name, place in _places(document):
        weights = _surface_weights(place)
        if not any(weights.values()):
            path = (section, name, "surfaces")
            message = f"nobody comes to {subject.describe(path[:2])}: its surfaces weigh nothing"
            yield Finding(message, path, at_key=True)
        elif only and name in only and not place.traffic:
            message = f"`only` names `{name}`, whose `traffic` is 0"
            path = ("traffic", "only", str(only.index(name)))
            yield Finding(message, path, about=((section, name, "traffic"),))
        chosen = (only is None or name in only) and bool(place.traffic)
        alive |= chosen and _is_reached(weights, document.traffic.surfaces)
    if not alive and _knows_all(subject):
        message = "no destination gets any traffic"
        hint = "look at `only` and `surfaces` of `traffic`, and at the weights of the destinations"
        about = (("merchants",), ("services",), ("traffic", "only"), ("traffic", "surfaces"))
        yield Finding(message, ("traffic",), hint, at_key=True, about=about)


def _places(document: Document) -> Iterator[tuple[str, str, Merchant | Service]]:
    for name, merchant in document.merchants.items():
        yield "merchants", name, merchant
    for name, service in document.services.items():
        yield "services", name, service


def _is_reached(weights: dict[str, Fraction], surfaces: list[str] | None) -> bool:
    return any(
        weight and (surfaces is None or surface in surfaces) for surface, weight in weights.items()
    )


def _knows_all(subject: Subject) -> bool:
    """Tell whether `only` and `surfaces` name what there is; other names are told elsewhere."""
    traffic = subject.document.traffic
    destinations = subject.names("merchants") | subject.names("services")
    return destinations.issuperset(traffic.only or ()) and subject.names("surfaces").issuperset(
        traffic.surfaces or ()
    )


def _surface_weights(place: Merchant | Service) -> dict[str, Fraction]:
    return {
        surface: sum(weight.values(), Fraction(0)) if isinstance(weight, dict) else weight
        for surface, weight in place.surfaces.items()
    }


def _buckets(subject: Subject) -> Iterator[Finding]:
    buckets, length = subject.document.buckets, subject.document.period.length_us
    text = getattr(subject.places.node(("buckets",)), "value", None)
    if buckets == 0:
        yield Finding("`buckets` is 0, must be positive", ("buckets",))
        return
    if buckets is None or not isinstance(text, str) or text.isdecimal():
        return
    if buckets <= BUCKETS_MAX:
        yield Finding(f"a bucket is `{text}` long, must be at least 5ms", ("buckets",))
    elif length > buckets * BUCKETS_MAX:
        count = -(-length // buckets)
        message = f"buckets of {format_duration(buckets)} make {count:,}, must be at most"
        yield Finding(f"{message} {BUCKETS_MAX:,}", ("buckets",), about=(("period",),))
