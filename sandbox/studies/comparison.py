"""Two stored runs side by side: what differs in the question, and what differs in the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sandbox.errors import UsageError
from sandbox.metrics import money, rates
from sandbox.metrics.breakdown import outcome_counts
from sandbox.metrics.results import RegimeResult
from sandbox.scenario.differences import Change, differences
from sandbox.statistics.estimates import Estimate, independent_difference
from sandbox.studies import divergence
from sandbox.studies.divergence import Divergence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.studies.stored_runs import OpenRegime, OpenRun

RATES = {
    "success_rate": rates.SUCCESS,
    "payment_success_rate": rates.PAYMENT_SUCCESS,
    "open_rate": rates.OPENNESS,
    "approval_rate": rates.APPROVAL,
}
IDENTICAL = "identical"


@dataclass(frozen=True, slots=True)
class Pair:
    """One regime of A against one of B.

    Attributes
    ----------
    first, second
        The regimes; where they are paired, with what is said of the paired replications.
    replications
        How many were paired; 0 for runs that are taken to be independent.
    because
        Why they are paired, or not, as the end of a sentence.
    changes
        Name of a rate → B minus A.
    verdict
        On B: `better`, `worse`, `too close to call`, `identical`, or `one replication only`.
    divergence
        Where they part.
    no_divergence
        Why that is not told, or empty.
    """

    first: OpenRegime
    second: OpenRegime
    replications: int
    because: str
    changes: dict[str, Estimate]
    verdict: str
    divergence: Divergence | None = None
    no_divergence: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two stored runs.

    Attributes
    ----------
    first, second
        The runs, A and B.
    pairs
        Regimes that were compared, at least one.
    scenario
        What differs in the resolved scenarios; None where one of them is not stored.
    warnings
        What a reader should know before the numbers, in sentences without a full stop.
    """

    first: OpenRun
    second: OpenRun
    pairs: tuple[Pair, ...]
    scenario: tuple[Change, ...] | None
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the document that `sandbox compare --json` prints."""
        from sandbox.studies.comparison_document import comparison_json  # noqa: PLC0415 -- a cycle else

        return comparison_json(self)

    def _repr_html_(self) -> str:
        from sandbox.studies.comparison_table import html  # noqa: PLC0415 -- a cycle else

        return html(self)


def compare(first: OpenRun, second: OpenRun) -> Comparison:
    """Compare every regime of A with its counterpart in B.

    Raises
    ------
    UsageError
        If no regime of one has a counterpart in the other.
    """
    matched = match_regimes(first, second)
    changes = None
    if first.manifest is not None and second.manifest is not None:
        changes = tuple(differences(first.manifest.resolved, second.manifest.resolved))
    return Comparison(
        first,
        second,
        tuple(_pair(first, second, one, other) for one, other in matched),
        changes,
        tuple(_warnings(first, second, len(matched))),
    )


def match_regimes(first: OpenRun, second: OpenRun) -> list[tuple[OpenRegime, OpenRegime]]:
    """Return the regimes that belong together: those of the same name, or the only two.

    Raises
    ------
    UsageError
        If there are none.
    """
    both = [name for name in first.regimes if name in second.regimes]
    if both:
        return [(first.regimes[name], second.regimes[name]) for name in both]
    if len(first.regimes) == len(second.regimes) == 1:
        return list(zip(first.regimes.values(), second.regimes.values(), strict=True))
    names = [", ".join(f"`{name}`" for name in run.regimes) for run in (first, second)]
    raise UsageError(
        f"no regime is in both runs: {first.place} has {names[0]}, {second.place} has {names[1]}",
        hint="run each with one `--regime`, or with a common one",
    )


def _warnings(first: OpenRun, second: OpenRun, matched: int) -> Iterator[str]:
    one, other = first.document, second.document
    if one["scenario"] != other["scenario"]:
        yield f"different scenarios: `{one['scenario']}` and `{other['scenario']}`"
    for letter, run in (("A", first), ("B", second)):
        yield from (f"{letter} {remark}" for remark in run.remarks)
        if len(run.regimes) > matched:
            names = ", ".join(run.regimes)
            yield f"{letter} has regimes without a counterpart: it has {names}"
    scales = [run.any_document.get("scale", 1) for run in (first, second)]
    if scales[0] != scales[1]:
        yield f"one simulated checkout stands for {scales[0]:g} in A and for {scales[1]:g} in B"


def _pair(first: OpenRun, second: OpenRun, one: OpenRegime, other: OpenRegime) -> Pair:
    count, because = _pairing(first, second, one, other)
    if count and one.result is not None and other.result is not None:
        one, other = _beginning(one, one.result, count), _beginning(other, other.result, count)
        return _paired((one, other), first.seed, because)
    counts = first.replications, second.replications
    changes = {
        name: independent_difference(
            _estimate(one.document[name]), _estimate(other.document[name]), counts, rate.of
        )
        for name, rate in RATES.items()
    }
    sums_equal = one.document["checksum"] == other.document["checksum"]
    is_same = sums_equal and counts[0] == counts[1] and first.seed == second.seed
    reason = "" if is_same else because
    verdict = IDENTICAL if is_same else _verdict(changes)
    return Pair(one, other, 0, because, changes, verdict, None, reason)


def _paired(regimes: tuple[OpenRegime, OpenRegime], seed: int, because: str) -> Pair:
    one, other = (regime.result for regime in regimes)
    assert one is not None  # noqa: S101 -- only regimes with replications are paired
    assert other is not None  # noqa: S101 -- the same
    changes = {name: rate.difference(one, other) for name, rate in RATES.items()}
    number = divergence.differing_replication(one, other)
    count = len(one.tallies)
    if number is None:
        return Pair(*regimes, count, because, changes, IDENTICAL)
    found, reason = _divergence(regimes, seed, number)
    return Pair(*regimes, count, because, changes, _verdict(changes), found, reason)


def _pairing(
    first: OpenRun, second: OpenRun, one: OpenRegime, other: OpenRegime
) -> tuple[int, str]:
    """Return how many replications can be paired, and why, or why none."""
    if first.seed != second.seed:
        return 0, f"their seeds are {first.seed} and {second.seed}"
    if one.result is None or other.result is None:
        return 0, "the replications of one of them are not at hand, although the seed is the same"
    count = min(first.replications, second.replications)
    if divergence.same_shoppers(one.result.built, other.result.built):
        return count, "same shoppers, same luck"
    # Equal numbers of chance make the runs dependent, so pairs are right even where they gain less.
    return count, "same seed, although the shoppers differ"


def _beginning(regime: OpenRegime, result: RegimeResult, count: int) -> OpenRegime:
    """Return a regime with its first replications only, and what its document says of these."""
    cut = RegimeResult(result.built, result.tallies[:count])
    excerpt = {
        **{name: rate.estimate(cut).as_json() for name, rate in RATES.items()},
        "outcomes": outcome_counts(cut.counts("by_stage").sum(axis=0)),
        "fees": money.fees_earned(cut),
        "fees_borne": money.fees_borne(cut),
        "net_income": money.net_income(cut),
        "checksum": cut.total.checksum(),
    }
    return replace(regime, result=cut, document={**regime.document, **excerpt})


def _estimate(document: dict[str, Any]) -> Estimate:
    bounds = (document[key] for key in ("mean", "low", "high", "confidence"))
    return Estimate(*bounds)


def headline_name(changes: dict[str, Estimate]) -> str:
    """Return the rate that answers the question: openness where nobody pays."""
    return "success_rate" if changes["success_rate"].mean is not None else "open_rate"


def _verdict(changes: dict[str, Estimate]) -> str:
    change = changes[headline_name(changes)]
    if change.low is None or change.high is None:
        return "one replication only"
    if change.low > 0:
        return "better"
    return "worse" if change.high < 0 else "too close to call"


def _divergence(
    regimes: tuple[OpenRegime, OpenRegime], seed: int, number: int
) -> tuple[Divergence | None, str]:
    """Return where two regimes part in a replication, or why that cannot be said."""
    one, other = (regime.result for regime in regimes)
    if one is None or other is None or not all(regime.can_repeat for regime in regimes):
        return None, "one of them cannot be run again by this version"
    if not divergence.same_arrivals(one.built, other.built):
        return None, "their checkouts arrive at other times"
    found = divergence.first_divergence(one.built, other.built, seed, number)
    if found is None:
        return None, f"replication {number} differs only later than its beginning"
    return found, ""
