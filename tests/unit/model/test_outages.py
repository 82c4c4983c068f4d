from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from sandbox.chance.quantile_tables import as_lists, load_tables
from sandbox.chance.streams import stream_key
from sandbox.model.outages import (
    IN_FORCE,
    SLOWEST_PPM,
    OutageEffect,
    OutageWindows,
    Way,
    effect_of_outages,
    keep_up,
    slowed,
    windows_of,
)
from sandbox.model.tables.world import World
from sandbox.scenario.loading import load_text
from sandbox.scenario.schema.pressure_sections import SLOWER_MAX
from sandbox.scenario.tables.build import build_world
from sandbox.units import DURATION_US_MAX, PPM, WORD, threshold
from sandbox.vocabulary import NOBODY, EntityKind, Outcome, Purpose
from tests.agreement.engines import assert_engines_agree
from tests.agreement.played import Played, play
from tests.oracles.naive_draws import Draws, says_yes
from tests.theory.observed import FALSE_ALARM, estimate

TABLES = as_lists(load_tables())
SECOND = 1_000_000
HOUR = 3_600 * SECOND
LUCKY = (WORD - 1, WORD - 1, WORD - 1, 0)  # escapes every share below all
WALLET_LANE, RAIL_LANE, ROUTE_LANE = 0, 1, 2  # of CHECKOUT / PRESSURE
DECLINE_LANE = 2  # of CHECKOUT / ATTEMPT

# Three wallets of two owners, a checkout a second: everybody holds all three.
TOWN = """
extends: blank
period: {from: 2024-03-01, for: 60s}
traffic: {checkouts: 60, arrivals: {every: 1s}}
wallets:
  red: {ecosystem: reds, latency: 100ms, funding: {card: {rail: cards}}}
  rose: {ecosystem: reds, latency: 100ms, funding: {cash: {rail: on_us}}}
  blue: {ecosystem: blues, latency: 100ms, funding: {card: {rail: cards}}}
rails: {cards: {}}
routes: {red_way: {wallet: red}, rose_way: {wallet: rose}, blue_way: {wallet: blue}}
audiences:
  everyone:
    wallets: {pay: null, red + rose + blue: 100%}
    favourites: {pay: null, red: 1, rose: 1, blue: 1}
regimes:
  open: {rules: [{name: all, set: {accept: listed}}]}
  cheap: {rules: [{name: all, set: {accept: listed}}, {name: free, set: {fee: {share: 0%}}}]}
"""
WINDOW = "from: 2024-03-01T00:00:20, for: 15s"
INSIDE = range(20, 35)


def town(outages: str, more: str = "") -> Played:
    return play(f"{TOWN}outages: {{{outages}}}\n{more}")


def wallets(played: Played) -> list[str]:
    return [played.built.labels.wallets.names[w] for w in played.columns["wallet"]]


def world_of(outages: str, length: str = "60s") -> World:
    text = f"{TOWN.replace('for: 60s', f'for: {length}')}outages: {{{outages}}}\n"
    return build_world(load_text(text).document).world


def drawn(world: World, seed: int = 1, replication: int = 0) -> OutageWindows:
    key = stream_key(seed, replication)
    return windows_of(world.outages, key, world.settings.horizon_us, TABLES)


def spans_of(windows: OutageWindows) -> list[tuple[int, int, int]]:
    """Return row, start and end of each window, outage after outage."""
    columns = windows.window, windows.row, windows.from_us, windows.until_us
    return [(row, start, end) for _, row, start, end in sorted(zip(*columns, strict=True))]


def active(windows: OutageWindows, moment: int) -> list[int]:
    """Return the outages in force, in the order in which they act."""
    keep_up(windows, moment)
    return [windows.row[place] for place in windows.active[: windows.reached[IN_FORCE]]]


def test_a_planned_outage_lasts_from_its_start_to_just_before_its_end() -> None:
    played = town(f"cut: {{wallets: [red, rose, blue], {WINDOW}}}")
    assert played.outcomes == ["wallet_down" if n in INSIDE else "paid" for n in range(60)]


def test_a_window_is_closed_at_its_start_and_open_at_its_end() -> None:
    world = world_of(f"cut: {{routes: rose_way, {WINDOW}}}")
    windows = drawn(world)
    way = Way(NOBODY, NOBODY, world.outages.party[0])
    assert (windows.from_us, windows.until_us) == ([20 * SECOND], [35 * SECOND])
    failures = [
        effect_of_outages(world.outages, windows, way, LUCKY, moment).failure
        for moment in (20 * SECOND - 1, 20 * SECOND, 35 * SECOND - 1, 35 * SECOND)
    ]
    down = Outcome.ROUTE_DOWN
    assert failures == [Outcome.PAID, down, down, Outcome.PAID]


def test_until_and_for_mean_the_same() -> None:
    until = WINDOW.replace("for: 15s", "until: 2024-03-01T00:00:35")
    by_length, by_end = (drawn(world_of(f"cut: {{wallets: red, {w}}}")) for w in (WINDOW, until))
    assert by_length == by_end


def test_an_outage_may_have_begun_before_the_horizon() -> None:
    played = town("cut: {wallets: [red, rose, blue], from: 2024-02-29, until: 2024-03-01T00:00:03}")
    assert played.outcomes[:5] == ["wallet_down"] * 3 + ["paid"] * 2


def test_an_outage_of_an_ecosystem_takes_all_its_wallets_down_and_no_other() -> None:
    played = town(f"cut: {{ecosystems: reds, {WINDOW}}}")
    used = wallets(played)
    assert {used[n] for n in INSIDE} == {"red", "rose", "blue"}
    for number, outcome in enumerate(played.outcomes):
        is_down = number in INSIDE and used[number] in {"red", "rose"}
        assert outcome == ("wallet_down" if is_down else "paid")


def test_a_device_front_fails_with_the_wallet_behind_it() -> None:
    front = "band: {ecosystem: bands, front_of: red, held_by: 100%, favourite_of: 100%}"
    text = (
        TOWN.replace("\nrails:", f"\n  {front}\nrails:")
        .replace("rose + blue: 100%", "rose + blue + band: 100%")
        .replace("red: 1, rose: 1, blue: 1", "band: 1")
    )
    played = play(f"{text}outages: {{cut: {{wallets: red, {WINDOW}}}}}\n")
    assert set(wallets(played)) == {"band"}
    assert played.outcomes == ["wallet_down" if n in INSIDE else "paid" for n in range(60)]


@pytest.mark.parametrize(
    ("parties", "concerned", "outcome"),
    [
        ("wallets: red", {"red"}, "wallet_down"),
        ("rails: cards", {"red", "blue"}, "rail_down"),
        ("rails: on_us", {"rose"}, "rail_down"),
        ("routes: blue_way", {"blue"}, "route_down"),
    ],
)
def test_an_outage_concerns_those_who_use_its_party(
    parties: str, concerned: set[str], outcome: str
) -> None:
    played = town(f"cut: {{{parties}, {WINDOW}}}")
    used = wallets(played)
    expected = [outcome if n in INSIDE and used[n] in concerned else "paid" for n in range(60)]
    assert played.outcomes == expected


@pytest.mark.parametrize(
    ("parties", "outcome"),
    [
        ("wallets: red, rails: cards, routes: red_way", "wallet_down"),
        ("rails: cards, routes: red_way", "rail_down"),
        ("routes: red_way", "route_down"),
    ],
)
def test_of_several_failures_wallet_comes_before_rail_and_rail_before_route(
    parties: str, outcome: str
) -> None:
    played = town(f"cut: {{{parties}, {WINDOW}}}")
    used = wallets(played)
    assert {played.outcomes[n] for n in INSIDE if used[n] == "red"} == {outcome}


CUTS = {"a": "routes: red_way", "b": "rails: cards", "c": "wallets: red"}


def test_the_order_in_which_outages_are_written_does_not_change_the_cause() -> None:
    cuts = [f"{name}: {{{parties}, {WINDOW}}}" for name, parties in CUTS.items()]
    assert town(", ".join(cuts)).outcomes == town(", ".join(reversed(cuts))).outcomes


def test_a_partial_outage_fails_the_requests_whose_words_say_so() -> None:
    when = "from: 2024-03-01T00:00:10, for: 50s"
    played = town(
        f"a: {{wallets: [red, rose, blue], share: 20%, {when}}}, "
        f"b: {{rails: cards, share: 30%, {when}}}, "
        f"c: {{routes: red_way, share: 60%, {when}}}"
    )
    draws, used = Draws(1, 0), wallets(played)
    seen = set()
    for number, outcome in enumerate(played.outcomes):
        words = [
            draws.word(EntityKind.CHECKOUT, Purpose.PRESSURE, number, lane)
            for lane in (WALLET_LANE, RAIL_LANE, ROUTE_LANE)
        ]
        expected = "paid"
        if number >= 10:
            if says_yes(words[0], Fraction(20, 100)):
                expected = "wallet_down"
            elif says_yes(words[1], Fraction(30, 100)) and used[number] != "rose":
                expected = "rail_down"
            elif says_yes(words[2], Fraction(60, 100)) and used[number] == "red":
                expected = "route_down"
        assert outcome == expected
        seen.add(outcome)
    assert seen == {"paid", "wallet_down", "rail_down", "route_down"}


def test_the_words_of_an_attempt_decide_its_own_fate() -> None:
    played = town(
        f"a: {{wallets: [red, rose, blue], share: 50%, {WINDOW}}}",
        "retries: {tries_per_route: 2, after: {wallet_down: [retry]}}",
    )
    draws, tried = Draws(1, 0), []
    for number in INSIDE:
        words = [
            draws.word(EntityKind.CHECKOUT, Purpose.PRESSURE, number, WALLET_LANE, attempt=nth)
            for nth in range(2)
        ]
        fails = [says_yes(word, Fraction(1, 2)) for word in words]
        tried.append("wallet_down" if all(fails) else "paid")
        assert played.columns["attempts"][number] == 1 + fails[0]
    assert [played.outcomes[number] for number in INSIDE] == tried
    assert set(tried) == {"paid", "wallet_down"}


def test_a_slow_down_stretches_the_answers_of_what_is_sent_meanwhile() -> None:
    played = town(f"limp: {{wallets: red, share: 0%, slower: 2.5, {WINDOW}}}")
    used = wallets(played)
    took = np.subtract(played.columns["end_us"], played.columns["arrival_us"])
    for number in range(60):
        limps = number in INSIDE and used[number] == "red"
        assert took[number] == (250_000 if limps else 100_000)
    assert set(played.outcomes) == {"paid"}


def test_slow_downs_multiply_and_declines_add() -> None:
    outages = (
        f"a: {{wallets: red, share: 0%, slower: 2, declines: 10%, {WINDOW}}}, "
        f"b: {{rails: cards, share: 0%, slower: 150%, declines: 5%, {WINDOW}}}"
    )
    world = world_of(outages)
    labels = build_world(load_text(f"{TOWN}outages: {{{outages}}}\n").document).labels
    way = Way(labels.wallets["red"], labels.rails["cards"], 0)
    effect = effect_of_outages(world.outages, drawn(world), way, (0, 0, 0, 0), 20 * SECOND)
    declines = threshold(Fraction(10, 100)) + threshold(Fraction(5, 100))
    assert effect == OutageEffect(Outcome.PAID, 3 * PPM, declines)


def test_added_declines_are_technical_and_hit_those_whose_word_says_so() -> None:
    played = town(f"errors: {{wallets: [red, rose, blue], share: 0%, declines: 30%, {WINDOW}}}")
    draws = Draws(1, 0)
    expected = []
    for number in range(60):
        word = draws.word(EntityKind.CHECKOUT, Purpose.ATTEMPT, number, DECLINE_LANE)
        declined = number in INSIDE and says_yes(word, Fraction(30, 100))
        expected.append("technical_decline" if declined else "paid")
    assert played.outcomes == expected
    assert "technical_decline" in expected


def test_what_was_sent_before_an_outage_is_still_answered() -> None:
    text = TOWN.replace("latency: 100ms", "latency: 8s")
    played = play(f"{text}outages: {{cut: {{wallets: [red, rose, blue], {WINDOW}}}}}\n")
    assert played.outcomes[19] == "paid"
    assert played.columns["end_us"][19] == 27 * SECOND


RANDOM = "random: {between: 20s, repair: 5s}"
RED, BLUE = f"a: {{wallets: red, {RANDOM}}}", f"b: {{wallets: blue, {RANDOM}}}"


def test_all_parties_of_a_random_outage_fail_together() -> None:
    storm = f"storm: {{ecosystems: reds, rails: cards, routes: blue_way, {RANDOM}}}"
    by_row: dict[int, list[tuple[int, int]]] = {}
    for row, start, end in spans_of(drawn(world_of(storm, "1h"))):
        by_row.setdefault(row, []).append((start, end))
    assert len(by_row) == 4
    first = by_row[0]
    assert len(first) > 50
    assert all(spans == first for spans in by_row.values())


def test_random_outages_of_different_names_do_not_fail_together() -> None:
    spans = spans_of(drawn(world_of(f"{RED}, {BLUE}", "1h")))
    assert {span[1:] for span in spans if span[0] == 0}.isdisjoint(
        span[1:] for span in spans if span[0] == 1
    )


def test_one_more_outage_leaves_the_windows_of_the_others_alone() -> None:
    alone, beside = (spans_of(drawn(world_of(some, "1h"))) for some in (RED, f"{RED}, {BLUE}"))
    assert alone == [span for span in beside if span[0] == 0]


def test_an_id_keeps_the_windows_wherever_it_stands_and_whatever_its_name() -> None:
    alone = drawn(world_of(f"a: {{id: 7, wallets: red, {RANDOM}}}", "1h"))
    other = f"z: {{id: 9, rails: cards, {RANDOM}}}"
    world = world_of(f"{other}, b: {{id: 7, wallets: red, {RANDOM}}}", "1h")
    row = world.outages.id.index(7)
    spans = spans_of(drawn(world))
    assert [span[1:] for span in spans_of(alone)] == [s[1:] for s in spans if s[0] == row]


def test_windows_know_the_outages_of_each_moment() -> None:
    windows = drawn(world_of(f"{RED}, b: {{rails: cards, {RANDOM}}}", "10min"))
    spans = spans_of(windows)
    for moment in range(0, 600 * SECOND, SECOND // 3):
        expected = [row for row, start, end in spans if start <= moment < end]
        assert active(windows, moment) == expected


def test_random_outages_follow_one_another_within_the_horizon() -> None:
    windows = drawn(world_of(RED, "1h"))
    spans = list(zip(windows.from_us, windows.until_us, strict=True))
    assert spans == [span[1:] for span in spans_of(windows)]
    assert all(0 <= start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert spans[-1][0] < HOUR


def test_every_replication_has_its_own_weather() -> None:
    world = world_of(RED, "1h")
    assert drawn(world, replication=0) == drawn(world, replication=0)
    assert drawn(world, replication=0).from_us != drawn(world, replication=1).from_us
    assert drawn(world, seed=1).from_us != drawn(world, seed=2).from_us


def test_the_weather_is_the_same_under_every_regime() -> None:
    text = f"{TOWN}outages: {{storm: {{wallets: [red, rose, blue], {RANDOM}}}}}\n"
    text = text.replace("regimes:", "regime: open\nregimes:")
    open_doors, cheap = (play(text, regime) for regime in ("open", "cheap"))
    assert "wallet_down" in open_doors.outcomes
    assert open_doors.outcomes == cheap.outcomes
    weather = [spans_of(played.simulation.windows) for played in (open_doors, cheap)]
    assert weather[0] == weather[1] != []


def test_random_outages_have_the_written_mean_times(seed: int) -> None:
    # False alarm: 1 in 16,000 seeds for each of the four checks.
    count = 4_000
    world = world_of("a: {wallets: red, random: {between: 1h, repair: 6m}}", "300d")
    starts, ends = [], []
    for replication in range(2):
        windows = drawn(world, seed, replication)
        # The last gap of a horizon is cut, so only a number that is always reached is looked at.
        starts.append(windows.from_us[: count // 2])
        ends.append(windows.until_us[: count // 2])
    before = np.hstack([np.zeros((2, 1)), np.array(ends)[:, :-1]])
    working = (np.array(starts) - before).ravel() / HOUR
    repairs = (np.array(ends) - np.array(starts)).ravel() / HOUR
    assert len(working) == len(repairs) == count
    for times, mean in ((working, 1.0), (repairs, 0.1)):
        found = estimate(times.tolist())
        assert abs(found.mean - mean) < found.half_width
        assert stats.kstest(times, "expon", args=(0, mean)).pvalue > FALSE_ALARM


def test_checkouts_meet_a_random_outage_as_often_as_it_lasts(seed: int) -> None:
    # False alarm: 1 in 16,000 seeds. Nothing is broken at time 0; from then on the chance to
    # meet an outage approaches repair / (between + repair) at the sum of both rates.
    text = TOWN.replace("for: 60s", "for: 300s").replace("checkouts: 60", "checkouts: 300")
    text = f"{text}outages: {{storm: {{wallets: [red, rose, blue], {RANDOM}}}}}\n"
    shares = [
        play(text, seed=seed + shift).outcomes.count("wallet_down") / 300 for shift in range(40)
    ]
    rate = 1 / 20 + 1 / 5
    expected = sum(0.2 * (1 - math.exp(-rate * moment)) for moment in range(300)) / 300
    found = estimate(shares)
    assert abs(found.mean - expected) < found.half_width, f"{found}, expected {expected:.4f}"


@given(st.integers(0, DURATION_US_MAX), st.integers(0, SLOWEST_PPM))
@example(DURATION_US_MAX, SLOWEST_PPM)
@example(10_676 * HOUR, PPM)
def test_a_slower_answer_is_exact_and_held_to_the_longest_duration(duration: int, ppm: int) -> None:
    assert slowed(duration, ppm) == min(math.floor(Fraction(duration * ppm, PPM)), DURATION_US_MAX)


def test_no_outage_may_ask_for_more_than_several_together_make() -> None:
    assert SLOWEST_PPM == SLOWER_MAX * PPM


def test_answers_that_take_years_are_the_same_in_both_engines() -> None:
    slow = ", ".join(
        f"{name}: {{wallets: [red, rose, blue], {WINDOW}, share: 0%, slower: 100000%}}"
        for name in ("first", "second", "third", "fourth")
    )
    slow_town = TOWN.replace("100ms", "7000d", 1).replace("100ms", "2h")
    played = play(f"{slow_town}outages: {{{slow}}}")
    durations = np.subtract(played.columns["end_us"], played.columns["arrival_us"])
    assert durations.max() == DURATION_US_MAX
    assert_engines_agree(played.built.world, seed=1)
