"""Two stored answers side by side: the contrast of `run`, over what was stored.

Each regime of A stands beside its counterpart in B, as two regimes of one question would.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from sandbox.answers.answer import Answer
from sandbox.answers.asked import AskedMetrics, derived_metrics, metrics_of_changes, named_metrics
from sandbox.answers.case_document import RATES, case_json
from sandbox.answers.contrast import MetricContrast, Pairing, apart, contrast_of, threshold_between
from sandbox.answers.document import metrics_json, with_checksum
from sandbox.answers.inference import Inference, Looks, shared_levels
from sandbox.answers.moves import moves_json
from sandbox.answers.results import Case
from sandbox.answers.sales import sales_change
from sandbox.answers.verdicts import Evidence, judge
from sandbox.characters import visible_values
from sandbox.errors import UsageError
from sandbox.metrics.checks import check_metric
from sandbox.metrics.grammar.names import Metric, parse_metric
from sandbox.metrics.regime_result import RegimeResult
from sandbox.metrics.values import estimate
from sandbox.scenario.layers.differences import Difference, differences
from sandbox.statistics.estimates import Estimate, SampleSizes
from sandbox.studies.comparison import divergence
from sandbox.studies.comparison.comparison_commands import explain_command
from sandbox.studies.comparison.comparison_document import Side, asked_json, side_json
from sandbox.studies.store.keys import tables_hash

if TYPE_CHECKING:
    from sandbox.studies.comparison.divergence import Divergence
    from sandbox.studies.store.stored_runs import OpenRegime, OpenRun

OUTCOME_TABLES = ("by_stage", "by_bucket", "by_wallet", "by_surface", "by_segment", "by_favourite")
SIDES = ("A", "B")


@dataclass(frozen=True, slots=True)
class Pair:
    """One regime of A against one of B.

    Attributes
    ----------
    first, second
        The regimes, cut to the replications that are paired.
    replications
        Of each; equal where they are paired.
    is_paired
        Whether replication k of one belongs to replication k of the other.
    because
        Why they are paired, or not, as the end of a sentence.
    """

    first: OpenRegime
    second: OpenRegime
    replications: SampleSizes
    is_paired: bool
    because: str

    @property
    def results(self) -> tuple[RegimeResult, RegimeResult] | None:
        """Results of both; None where one of them is not at hand."""
        one, other = self.first.result, self.second.result
        return None if one is None or other is None else (one, other)

    @property
    def names(self) -> tuple[str, str]:
        """What both are called: by their regimes, or by their sides where these are the same."""
        if self.first.name == self.second.name:
            return SIDES[0], SIDES[1]
        return self.first.name, self.second.name

    @property
    def sides(self) -> tuple[Side, Side]:
        """The regime of either answer."""
        names = self.names
        return Side(self.first.name, names[0]), Side(self.second.name, names[1])


def compare(first: OpenRun, second: OpenRun) -> Answer:
    """Compare every regime of A with its counterpart in B.

    Raises
    ------
    UsageError
        If no regime of one has a counterpart in the other.
    """
    matched = match_regimes(first, second)
    changes = None
    if first.manifest is not None and second.manifest is not None:
        changes = list(
            differences(first.manifest.resolved_scenario, second.manifest.resolved_scenario)
        )
    pairs = [_pair(first, second, one, other) for one, other in matched]
    asked = _asked(first, second, pairs[0], changes)
    rule = _rule(first, second, asked, len(pairs))
    points = [_point(first, second, pair, asked, rule) for pair in pairs]
    warnings = list(_warnings(first, second, len(matched)))
    document = asked_json(first, second, pairs[0].sides, asked, rule)
    document |= {
        "warnings": warnings,
        "a": side_json(first),
        "b": side_json(second),
        "scenario_difference": None
        if changes is None
        else [change._asdict() for change in changes],
        "points": points,
    }
    return Answer(with_checksum(visible_values(document)))


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
        f"no regime is in both: {first.location} has {names[0]}, {second.location} has {names[1]}",
        hint="run each with one `--regime`, or with a common one",
    )


def _warnings(first: OpenRun, second: OpenRun, matched_count: int) -> Iterator[str]:
    one, other = first.document, second.document
    if one["scenario"] != other["scenario"]:
        yield f"different scenarios: `{one['scenario']}` and `{other['scenario']}`"
    for letter, run in zip(SIDES, (first, second), strict=True):
        yield from (f"{letter} {remark}" for remark in run.remarks)
        if len(run.regimes) > matched_count:
            names = ", ".join(run.regimes)
            yield f"{letter} has regimes without a counterpart: it has {names}"
    scales = [run.document.get("scale", 1) for run in (first, second)]
    if scales[0] != scales[1]:
        yield f"one simulated checkout stands for {scales[0]:g} in A and for {scales[1]:g} in B"


def _pair(first: OpenRun, second: OpenRun, one: OpenRegime, other: OpenRegime) -> Pair:
    """Return two regimes as they are compared."""
    counts = SampleSizes(first.replications, second.replications)
    if first.seed != second.seed:
        why = f"their seeds are {first.seed} and {second.seed}"
        return Pair(one, other, counts, is_paired=False, because=why)
    if one.result is None or other.result is None:
        why = "the replications of one of them are not at hand, although the seed is the same"
        return Pair(one, other, counts, is_paired=False, because=why)
    count = min(counts)
    cut = [replace(each, result=_beginning(each.result, count)) for each in (one, other)]
    # Equal numbers of chance make them dependent, so pairs are right even where they gain less.
    is_same = divergence.same_shoppers(one.result.built, other.result.built)
    because = "same shoppers, same luck" if is_same else "same seed, although the shoppers differ"
    return Pair(cut[0], cut[1], SampleSizes(count, count), is_paired=True, because=because)


def _beginning(result: RegimeResult | None, count: int) -> RegimeResult | None:
    return None if result is None else RegimeResult(result.built, result.tallies[:count])


def _asked(
    first: OpenRun, second: OpenRun, pair: Pair, changes: list[Difference] | None
) -> AskedMetrics:
    """Return what is asked: what both named, or what the rules and values are about that differ."""
    documents = first.document, second.document
    known = [dict.fromkeys(document["metrics"]) for document in documents]
    is_derived = all(document["inference"]["derived"] for document in documents)
    scenario = second.scenario
    if pair.results is None or scenario is None:
        both = [parse_metric(text) for text in known[0] if text in known[1]]
        return AskedMetrics(tuple(both) or (parse_metric("success_rate"),), is_derived, ())
    worlds = [result.built for result in pair.results]
    if is_derived:
        asked = derived_metrics(scenario, worlds)
        more = metrics_of_changes(scenario, [change.path for change in changes or ()])
        every = tuple(dict.fromkeys([*asked.metrics, *more]))
        asked = replace(asked, metrics=every)
    else:
        every = tuple(parse_metric(text) for text in {**known[0], **known[1]})
        asked = named_metrics(every, scenario)
    fitting = [m for m in asked.metrics if not any(check_metric(m, built) for built in worlds)]
    return replace(asked, metrics=tuple(fitting) or (parse_metric("success_rate"),))


def _rule(first: OpenRun, second: OpenRun, asked_metrics: AskedMetrics, pairs: int) -> Inference:
    """Return how a comparison decides: as both answers did; of two thresholds that of B counts."""
    rules = [run.document["inference"] for run in (first, second)]
    is_once = all(Looks(each["looks"]) is Looks.ONCE for each in rules)
    widths = {text: width for each in rules for text, width in each["practically"].items()}
    return Inference(
        looks=Looks.ONCE if is_once else Looks.REPEATEDLY,
        confidences=shared_levels(
            asked_metrics.metrics, pairs, is_derived=asked_metrics.is_derived
        ),
        practically={text: Fraction(width) for text, width in widths.items()},
    )


def _point(
    first: OpenRun, second: OpenRun, pair: Pair, asked_metrics: AskedMetrics, rule: Inference
) -> dict[str, Any]:
    """Return a pair as a point: two cases and their contrast."""
    found, reason = _divergence(pair, first.seed)
    results = pair.results
    names = pair.names
    point: dict[str, Any] = {
        "settings": {},
        "replications": min(pair.replications),
        "stopped_by": "replications",
        "cases": _cases(pair, asked_metrics),
        "contrasts": [
            {
                "baseline": names[0],
                "regime": names[1],
                "metrics": metrics_json(_contrasts(pair, asked_metrics, rule)),
                "moves": None,
                **({"sales": sales_change(*results)} if results is not None else {}),
            }
        ],
        "pair": {
            "paired": pair.is_paired,
            "replications": list(pair.replications),
            "because": pair.because,
            "regimes": [pair.first.name, pair.second.name],
        },
        "divergence": None if found is None else _divergence_json(first, second, pair, found),
    }
    if found is None and reason:
        point["no_divergence"] = reason
    return point


def _cases(pair: Pair, asked_metrics: AskedMetrics) -> list[dict[str, Any]]:
    """Return both sides: told from replications where they are at hand, else as stored."""
    sides = (pair.first, pair.second)
    cases = []
    for side, name, count in zip(sides, pair.names, pair.replications, strict=True):
        if side.result is None:
            metrics = {str(m): _stored(side, str(m)) for m in asked_metrics.metrics}
            cases.append({**side.document, "metrics": metrics, "regime": name})
            continue
        estimates = {str(metric): estimate(metric, side.result) for metric in asked_metrics.metrics}
        case = Case(side.result, side.result, side.result.total, estimates)
        cases.append({**case_json(case, count, in_full=True), "regime": name})
    return cases


def _stored(side: OpenRegime, metric: str) -> dict[str, Any]:
    """Return a metric as it was stored; nothing where it was not."""
    known = side.document["metrics"]
    if metric in known:
        found: dict[str, Any] = known[metric]
        return found
    if metric in RATES and metric in side.document:
        rate: dict[str, Any] = side.document[metric]
        return rate
    return dict(Estimate(None, None, None).as_json())


def _contrasts(
    pair: Pair, asked_metrics: AskedMetrics, rule: Inference
) -> dict[str, MetricContrast]:
    results = pair.results
    if results is None:
        return {str(metric): _apart(pair, metric, rule) for metric in asked_metrics.metrics}
    one, other = results
    both = Pairing(
        one,
        other,
        is_paired=pair.is_paired,
        is_identical=tables_hash(one.built.world) == tables_hash(other.built.world)
        and pair.is_paired,
        is_unchanged=pair.is_paired and _ends_alike(one, other),
    )
    return {str(metric): contrast_of(metric, both, rule) for metric in asked_metrics.metrics}


def _apart(pair: Pair, metric: Metric, rule: Inference) -> MetricContrast:
    """Return the difference of two stored estimates, as of independent samples."""
    sides = [_plain(_stored(side, str(metric))) for side in (pair.first, pair.second)]
    change = apart(sides, pair.replications, rule.confidence(metric))
    threshold = threshold_between(metric, [side.mean for side in sides])
    enough = min(pair.replications) >= rule.least
    verdict = judge(Evidence(change, threshold, has_enough=enough), metric.more_is)
    return MetricContrast(change, verdict, threshold)


def _plain(document: dict[str, Any]) -> Estimate:
    return Estimate(document["mean"], document["low"], document["high"], document["confidence"])


def _ends_alike(one: RegimeResult, other: RegimeResult) -> bool:
    """Tell whether no count of endings differs in any replication."""
    pairs = zip(one.tallies, other.tallies, strict=True)
    return all(
        a[name].shape == b[name].shape and np.array_equal(a[name], b[name])
        for a, b in pairs
        for name in OUTCOME_TABLES
    )


def _divergence(pair: Pair, seed: int) -> tuple[Divergence | None, str]:
    """Return where two regimes part, or why that is not told; neither where they do not."""
    results = pair.results
    if not pair.is_paired or results is None:
        return None, pair.because
    number = divergence.differing_replication(*results)
    if number is None:
        return None, ""
    one, other = results
    if not (pair.first.can_repeat and pair.second.can_repeat):
        return None, "one of them cannot be run again by this version"
    if not divergence.same_arrivals(one.built, other.built):
        return None, "their checkouts arrive at other times"
    found = divergence.first_divergence(one.built, other.built, seed, number)
    if found is None:
        return None, f"replication {number} differs only later than its beginning"
    return found, ""


def _divergence_json(
    first: OpenRun, second: OpenRun, pair: Pair, where: Divergence
) -> dict[str, Any]:
    differs = {name: {"a": one, "b": other} for name, (one, other) in where.differs.items()}
    return {
        "replication": where.replication,
        "checkout": where.checkout,
        "arrives": where.arrives,
        "differs": differs,
        "explain": {
            "a": explain_command(first, pair.first, where),
            "b": explain_command(second, pair.second, where),
        },
        "moves": None if where.moves is None else moves_json(where.moves),
    }
