from __future__ import annotations

from itertools import combinations
from pathlib import Path

from sandbox.metrics.values import estimate, parse_metric
from sandbox.scenario.loading import load
from sandbox.scenario.tables.build import build_world
from sandbox.studies.replications.groups import Group
from sandbox.studies.replications.tables_needed import tables_of
from sandbox.studies.scheduler import Scheduler
from sandbox.studies.searches.bundles import NAME, slots_between, with_bundle
from sandbox.studies.searches.inverse import CheapestResult, CrossingResult, find
from tests.regimes import counted
from tests.unit.studies.asked import GARDENS, study_of

SUCCESS = parse_metric("success_rate")
WILLING = "segments.town.switch_willingness"


def success_at(value: str) -> float:
    """Return the success behind walls with another willingness, made the ordinary way."""
    loaded = load(GARDENS, (f"{WILLING}={value}",))
    result = counted(loaded, regimes=("walls",), replications=4, seed=3)[0]
    mean = estimate(SUCCESS, result).mean
    assert mean is not None
    return mean


def crossing_of(folder: Path, until: str) -> CrossingResult:
    asked = f"find: {{it: {{vary: {WILLING}, between: [0%, 100%], until: {until!r}}}}}\n"
    found = find(study_of(folder, asked), Scheduler(3, "compiled"), 4)["it"]
    assert isinstance(found, CrossingResult)
    return found


def test_a_condition_holds_at_the_value_found_and_not_below_it(tmp_path: Path) -> None:
    low, high = success_at("0%"), success_at("100%")
    target = round(100 * (low + high) / 2, 1)
    found = crossing_of(tmp_path, f"success_rate(walls) = {target}%")
    assert found.at is not None
    at = float(found.at.rstrip("%"))
    assert success_at(f"{max(0.0, at - 1)}%") < target / 100 <= success_at(f"{at + 1}%")
    assert found.as_json()["at"] == found.at


def test_a_condition_that_holds_nowhere_is_answered_with_both_ends(tmp_path: Path) -> None:
    found = crossing_of(tmp_path, "success_rate(walls) = 100%")
    assert found.at is None
    assert found.text.startswith("not between 0% and 100%: it is ")


def test_the_cheapest_set_is_the_cheapest_of_all_that_suffice(tmp_path: Path) -> None:
    study = study_of(tmp_path, "")
    document = study.base.document
    slots = slots_between(document, "walls", "doors")
    rules = [slot.name for slot in slots if slot.differs]
    cost = {rule: 1 + k for k, rule in enumerate(rules)}

    def success_with(chosen: tuple[str, ...]) -> tuple[float, float]:
        built = build_world(with_bundle(document, slots, chosen), NAME)
        group = Group((built,), 4, 4, tables_of([SUCCESS], built))
        (found,) = Scheduler(3, "compiled").explore([group])
        interval = estimate(SUCCESS, found.results[0])
        assert interval.low is not None
        return interval.low, sum(cost[rule] for rule in chosen)

    seen = [
        success_with(chosen) for k in range(len(rules) + 1) for chosen in combinations(rules, k)
    ]
    best = max(low for low, _ in seen)
    bar = int(100 * best) - 1
    expected = min(price for low, price in seen if low >= bar / 100)
    costs = ", ".join(f"{rule}: {price}" for rule, price in cost.items())
    asked = f"{{rules_of: doors, on: walls, cost: {{{costs}}}, until: success_rate >= {bar}%}}"
    found = find(study_of(tmp_path, f"find: {{it: {asked}}}\n"), Scheduler(3, "compiled"), 4)["it"]
    assert isinstance(found, CheapestResult)
    assert found.cost == expected
    assert found.is_proven


def test_a_target_out_of_reach_is_answered_in_words(tmp_path: Path) -> None:
    asked = "find: {it: {rules_of: doors, on: walls, until: success_rate >= 100%}}\n"
    found = find(study_of(tmp_path, asked), Scheduler(3, "compiled"), 4)["it"]
    assert isinstance(found, CheapestResult)
    assert found.rules is None
    assert found.text.startswith("not even with all ")
