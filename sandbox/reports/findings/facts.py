"""What an answer stands on, a label and a text each: the same on a terminal and on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sandbox.answers.inference import Looks
from sandbox.answers.question import Kind
from sandbox.metrics.saturation import LONGEST_US
from sandbox.reports.findings.cases import (
    first_cases,
    is_about_opening,
    marks,
    share_digits,
)
from sandbox.reports.findings.course_words import courses_words
from sandbox.reports.findings.english import FACTS, LABELS, NOUNS, STOPS
from sandbox.reports.findings.phrases import count, enumeration, percent, words
from sandbox.reports.findings.range_words import range_words
from sandbox.reports.findings.sentences import pair_name
from sandbox.reports.findings.view import letter, setting
from sandbox.units import format_duration
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.reports.findings.how import HowMade
    from sandbox.reports.findings.view import Plain, View

CAUSES_SHOWN = 4
SHARE_SHOWN = 0.001  # of all checkouts
CHECKSUM_SHOWN = 16  # digits; the document has all of them
AT_THE_MENU = (Outcome.NO_COMMON_WALLET, Outcome.SWITCH_REFUSED, Outcome.SURCHARGE_REFUSED)
Fact = tuple[str, str]


def facts(view: View, how: HowMade) -> list[Fact]:
    """Return what the answer stands on, what a reader should know first at the top.

    Parameters
    ----------
    how
        How the user asked, for the commands that a fact suggests.
    """
    return [
        *((LABELS["warning"], text) for text in view.document.get("warnings", ())),
        *_regimes(view),
        *_pairs(view),
        *_sales(view),
        *_services(view),
        *_moves(view),
        *_by_time(view),
        *_size(view),
        (LABELS["interval"], _interval(view, how)),
        *_ranges(view, how),
        *_warm_up(view),
        *_scale(view),
        *_saturated(view),
        (LABELS["again"], _again(view, how)),
    ]


def _saturated(view: View) -> Iterator[Fact]:
    """Yield which figures are larger than is counted."""
    cases = [case for point in view.points for case in point["cases"]]
    found = dict.fromkeys(name for case in cases for name in case.get("saturated", ()))
    if found:
        longest = format_duration(LONGEST_US)
        text = FACTS["saturated"].format(what=enumeration(list(found)), longest=longest)
        yield LABELS["at_least"], text


def _regimes(view: View) -> Iterator[Fact]:
    """Yield what each letter stands for."""
    if len(view.regimes) < 2 or is_comparison(view):
        return  # a comparison has a table of its two answers
    for place, regime in enumerate(view.regimes):
        title = view.title(regime)
        text = regime if title == regime else f"{regime}: {title}"
        yield letter(place), text if place else FACTS["baseline"].format(regime=text)


def _pairs(view: View) -> Iterator[Fact]:
    """Yield of each pair of a comparison whether its replications belong together, and why."""
    for point in view.points if is_comparison(view) else ():
        pair = point["pair"]
        label = LABELS["paired"] if len(view.points) == 1 else pair_name(point)
        counts = pair["replications"]
        sizes = count(counts[0], "replication")
        if counts[0] != counts[1]:
            sizes = FACTS["sizes"].format(a=count(counts[0]), b=count(counts[1], "replication"))
        key = "in_pairs" if pair["paired"] else "independent"
        yield label, FACTS[key].format(replications=sizes, because=pair["because"])


def _sales(view: View) -> Iterator[Fact]:
    """Yield which part of the additional sales is new, and what gains at the menu assume."""
    if len(view.points) > 1 or is_about_opening(view):
        return
    (point,) = view.points
    baseline, *others = first_cases(view)
    sales = [contrast.get("sales") for contrast in point["contrasts"]]
    has_others = any(found is not None and found["moved"] for found in sales)
    for place, found in enumerate(sales, start=1):
        # Where nobody buys elsewhere, success says it all.
        if found is not None and has_others:
            label = LABELS["sales"] + (f" {letter(place)}" if len(others) > 1 else "")
            yield label, _sales_words(found)
    if any(_menu_losses(other) < _menu_losses(baseline) for other in others):
        yield LABELS["assumed"], FACTS["menu"]


def _sales_words(sales: Mapping[str, int]) -> str:
    additional, moved = sales["additional"], sales["moved"]
    if not additional and not moved:
        return FACTS["as_many"]
    if additional > 0 and 0 <= moved <= additional:
        return FACTS["more"].format(
            count=count(additional), new=count(additional - moved), moved=count(moved)
        )
    if additional < 0 and additional <= moved <= 0:
        return FACTS["fewer"].format(
            count=count(-additional), gone=count(moved - additional), moved=count(-moved)
        )
    new = additional - moved
    return FACTS["mixed"].format(count=f"{additional:+,}", moved=f"{moved:+,}", new=f"{new:+,}")


def _menu_losses(case: Plain) -> int:
    return sum(case["outcomes"].get(cause.name.lower(), 0) for cause in AT_THE_MENU)


def _services(view: View) -> Iterator[Fact]:
    """Yield the open rate where it stands beside the success of purchases."""
    rates = [case.get("open_rate", {"mean": None})["mean"] for case in first_cases(view)]
    if is_about_opening(view) or "open_rate" in view.metrics or all(r is None for r in rates):
        return
    digits = share_digits(view)
    shares = [percent(rate, digits) for rate in rates]
    if len(shares) > 1:
        shares = [f"{share} ({mark})" for share, mark in zip(shares, marks(view), strict=True)]
    yield LABELS["services"], FACTS["open"].format(shares=enumeration(shares))


def _moves(view: View) -> Iterator[Fact]:
    """Yield who was rescued and who newly lost: the last regime, at the last point."""
    point = view.points[-1]
    moves = point["contrasts"][-1].get("moves") if point["contrasts"] else None
    if moves is None:
        return
    shown = {
        "mark": letter(len(point["contrasts"])),
        "where": FACTS["at"].format(setting=setting(point)) if len(view.points) > 1 else "",
    }
    if not moves["changed"]:
        yield LABELS["moved"], FACTS["none_moved"].format(**shown)
        return
    digits = share_digits(view)
    if is_about_opening(view):
        share = _share_words(moves["changed"], moves["checkouts"] or 1, digits, "arrival")
        yield LABELS["moved"], FACTS["some_moved"].format(share=share, **shown)
        return
    for key, nothing in (("rescued", "none_rescued"), ("newly_lost", "none_lost")):
        causes, whole = moves[key], moves["checkouts"] or 1
        if not causes:
            yield LABELS[key], FACTS[nothing].format(**shown)
            continue
        share = _share_words(sum(causes.values()), whole, digits)
        told = _causes(causes, whole, digits)
        yield LABELS[key], FACTS[key].format(share=share, causes=told, **shown)


def _share_words(part: int, whole: int, digits: int, noun: str = "checkout") -> str:
    """Return a part of all that arrive; one too small for the digits by its number."""
    if round(100 * part / whole, digits):
        return FACTS["of_all"].format(share=percent(part / whole, digits), noun=NOUNS[noun][1])
    return FACTS["some_of"].format(count=count(part), all=count(whole, noun))


def _causes(causes: Mapping[str, int], whole: int, digits: int) -> str:
    ordered = sorted(causes.items(), key=lambda item: -item[1])
    large = [item for item in ordered if item[1] / whole >= SHARE_SHOWN][:CAUSES_SHOWN]
    shown = [
        f"{words(name)} {percent(number / whole, digits)}"
        if round(100 * number / whole, digits)
        else f"{words(name)} {number:,}"
        for name, number in large or ordered[:1]
    ]
    if len(ordered) > len(shown):
        shown.append(FACTS["few_others"])
    return enumeration(shown)


def _by_time(view: View) -> Iterator[Fact]:
    """Yield success through time at the first point, a small chart for each regime."""
    told = courses_words(view)
    if told and not (is_comparison(view) and len(view.points) > 1):
        where = FACTS["course_at"].format(setting=setting(view.points[0]))
        where = where if len(view.points) > 1 else ""
        yield LABELS["by_time"], FACTS["course"].format(courses=told, where=where)


def _size(view: View) -> Iterator[Fact]:
    """Yield how much was simulated; a comparison simulates nothing."""
    if is_comparison(view):
        return
    sizes = [point["replications"] for point in view.points]
    few, most = min(sizes), max(sizes)
    points, regimes = len(view.points), len(view.regimes)
    parts = [count(points, "point")] if points > 1 else []
    parts += [count(regimes, "regime")] if regimes > 1 else []
    several = FACTS["several"].format(few=count(few), most=count(most))
    parts.append(count(few, "replication") if few == most else several)
    whole = sum(case["checkouts"] for point in view.points for case in point["cases"])
    noun = "arrival" if is_about_opening(view) else "checkout"
    text = FACTS["together"].format(parts=" × ".join(parts), checkouts=count(whole, noun))
    text += _pairing(view) if regimes > 1 else ""
    text += FACTS["smoke"] if view.document["smoke"] else ""
    stops = dict.fromkeys(p.get("stopped_by") for p in view.points)
    told = [STOPS[stop] for stop in stops if stop in STOPS]
    yield LABELS["size"], f"{text}; {enumeration(told)}" if told else text


def _pairing(view: View) -> str:
    """Return by how much common draws cut the variance of the headline."""
    name = view.headline()
    cuts = [c["metrics"][name].get("variance_cut") for p in view.points for c in p["contrasts"]]
    known = [cut for cut in cuts if cut is not None]
    if not known:
        return FACTS["paired"]
    low, high = (f"{bound:,.1f}" for bound in (min(known), max(known)))
    times = low if low == high else FACTS["ends"].format(low=low, high=high)
    return FACTS["cut"].format(times=times)


def _interval(view: View, how: HowMade) -> str:
    """Return what every printed interval is, by one rule, and what it leaves out."""
    if all(point["replications"] == 1 for point in view.points):
        return FACTS["one_replication"] + _rests(view, how)
    rule = view.document["inference"]
    text = FACTS["once" if rule["looks"] == Looks.ONCE else "repeatedly"]
    decisions = sum(len(point["contrasts"]) for point in view.points) * len(view.metrics)
    if decisions > 1:
        is_halved = rule["derived"] and len(view.metrics) > 1
        text += "" if rule["looks"] == Looks.ONCE else ","
        text += FACTS["first_half" if is_halved else "shared"].format(decisions=count(decisions))
    skewed = [
        text
        for text in view.metrics
        if any(c["metrics"][text].get("skewed") for p in view.points for c in p["contrasts"])
    ]
    text += FACTS["skewed"].format(metrics=enumeration(skewed)) if skewed else ""
    return text + FACTS["simulation"] + _rests(view, how)


def _rests(view: View, how: HowMade) -> str:
    """Return on how many assumptions the world rests, where no range tells it."""
    told = assumptions_words(view, how)
    return (
        FACTS["rests"].format(assumptions=told) if told and not any(range_words(view, "")) else ""
    )


def assumptions_words(view: View, how: HowMade) -> str:
    """Return how many assumptions there are, and what lists them; empty where there are none."""
    number = view.document["assumptions"]
    told = count(number, "assumption") if number else ""
    world = how.world or (how.target if view.document["kind"] == Kind.RUN else "")
    return FACTS["listed"].format(assumptions=told, world=world) if told and world else told


def _ranges(view: View, how: HowMade) -> Iterator[Fact]:
    for label, text in range_words(view, assumptions_words(view, how)):
        yield f"{LABELS['range']} {label}".strip(), text


def _warm_up(view: View) -> Iterator[Fact]:
    """Yield what metrics leave out, and those of which that cannot be said to be enough."""
    cut = view.document.get("warm_up")
    if cut is None:
        return
    each = cut["metrics"].items()
    by_hand = any(found["settled"] is None and not found["reason"] for _, found in each)
    key = "cut_off" if cut["until_us"] else "settled" if cut["settled"] else "unsettled"
    text = FACTS[key].format(
        time=format_duration(cut["until_us"]),
        share=percent(cut["share"]),
        by=FACTS["by_hand" if by_hand else "by_mser"],
    )
    yield LABELS["warm_up"], text
    for metric, found in each:
        if found["reason"]:
            yield "", FACTS["uncut"].format(metric=metric, reason=found["reason"])
        elif found["settled"] is False:
            yield "", FACTS["still_drifts"].format(metric=metric)


def _scale(view: View) -> Iterator[Fact]:
    scale = view.document["scale"]
    if scale != 1:
        yield LABELS["scale"], FACTS["scale"].format(scale=f"{scale:,.12g}")


def _again(view: View, how: HowMade) -> str:
    document = view.document
    made = FACTS["again" if how.command else "made"].format(
        command=how.command, **{key: document.get(key) for key in ("version", "seed", "engine")}
    )
    if not document.get("reproducible", True):
        return FACTS["clock"].format(made=made)
    return FACTS["checksum"].format(made=made, checksum=document["checksum"][:CHECKSUM_SHOWN])


def is_comparison(view: View) -> bool:
    """Tell whether two stored answers are compared."""
    return bool(view.document["kind"] == Kind.COMPARISON)


def expectations_line(texts: Sequence[str]) -> Fact:
    """Return in one line that every expectation holds."""
    number = len(set(texts))
    expectations = count(number, "expectation")
    text = FACTS["all_hold"].format(expectations=expectations) if number > 1 else FACTS["holds"]
    return LABELS["expected"], text
