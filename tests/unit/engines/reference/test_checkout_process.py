"""One attempt in time: cashier, request, answer, in a world where nothing fills up."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sandbox.model.records.record import APPROVED, ATTEMPTS
from sandbox.vocabulary import NOBODY, EntityKind, Outcome, Purpose
from tests.agreement.played import Played, play
from tests.oracles.naive_draws import Draws, says_yes

SECOND = 1_000_000
CASHIER_LANE, DECLINE_LANE = 0, 2  # of CHECKOUT / ATTEMPT
PATIENT = "patience: {time: 1d}"  # turns on the way under load, and changes nothing
CALM = ""


def shop(more: str, checkouts: int = 60) -> Played:
    return play(f"""
extends: blank
period: {{from: 2024-01-01, for: {checkouts}s}}
traffic: {{checkouts: {checkouts}, arrivals: {{every: 1s}}}}
{more}
""")


def words(lane: int, attempts: int, checkouts: int = 60) -> list[list[int]]:
    """Return one lane of each attempt of each checkout."""
    draws = Draws(1, 0)
    kind, purpose = EntityKind.CHECKOUT, Purpose.ATTEMPT
    return [
        [draws.word(kind, purpose, number, lane, attempt=nth) for nth in range(attempts)]
        for number in range(checkouts)
    ]


@pytest.mark.parametrize("load", [CALM, PATIENT])
def test_an_attempt_takes_the_time_of_the_cashier_and_of_the_answer(load: str) -> None:
    more = "wallets: {pay: {latency: 700ms}}\ncashier: {takes: {pin: 2500ms}}"
    played = shop(f"{more}\n{load}", 3)
    assert played.columns["end_us"] == [3_200_000, 4_200_000, 5_200_000]
    assert sum(played.record.answer_us) == 3


@pytest.mark.parametrize("load", [CALM, PATIENT])
def test_every_attempt_has_words_of_its_own(load: str) -> None:
    played = shop(f"""
wallets: {{pay: {{declines: {{technical_decline: 50%}}}}}}
retries: {{tries_per_route: 3}}
{load}
""")
    half = Fraction(1, 2)
    made, ended = [], []
    for tries in words(DECLINE_LANE, 3):
        declined = [says_yes(word, half) for word in tries]
        made.append(3 if all(declined) else declined.index(False) + 1)
        ended.append("technical_decline" if all(declined) else "paid")
    assert played.columns["attempts"] == made
    assert played.outcomes == ended
    assert {1, 2, 3} == set(made)


@pytest.mark.parametrize("load", [CALM, PATIENT])
def test_an_attempt_that_fails_at_the_cashier_counts_and_sends_nothing(load: str) -> None:
    played = shop(f"""
cashier: {{cancelled: 40%, takes: {{pin: 2s}}}}
wallets: {{pay: {{latency: 1s, funding: {{balance: {{}}}}}}}}
{load}
""")
    fails = [says_yes(word, Fraction(2, 5)) for (word,) in words(CASHIER_LANE, 1)]
    assert played.outcomes == ["cancelled" if failed else "paid" for failed in fails]
    assert set(played.columns["attempts"]) == {1}
    waited = [
        end - start
        for start, end in zip(played.columns["arrival_us"], played.columns["end_us"], strict=True)
    ]
    assert waited == [(2 if failed else 3) * SECOND for failed in fails]
    approved = fails.count(False)
    assert sum(played.record.answer_us) == approved
    counts = played.table("by_bucket_wallet").sum(axis=(0, 1))
    assert (counts[ATTEMPTS], counts[APPROVED]) == (60, approved)
    assert played.table("by_route").sum(axis=(0, 1)).tolist() == [60, approved]
    assert [funding == NOBODY for funding in played.columns["funding"]] == fails


def test_a_failure_at_the_cashier_asks_no_funding_even_after_an_attempt_that_did() -> None:
    # Everybody's first attempt is declined; the second fails at the cashier for some.
    played = shop("""
cashier: {cancelled: 40%}
wallets: {pay: {declines: {technical_decline: 100%}, funding: {balance: {}}}}
retries: {tries_per_route: 2}
""")
    for number, (first, second) in enumerate(words(CASHIER_LANE, 2)):
        cancels = [says_yes(word, Fraction(2, 5)) for word in (first, second)]
        asked = not cancels[0] and not cancels[1]
        assert (played.columns["funding"][number] == NOBODY) == (not asked)
        assert played.columns["attempts"][number] == (1 if cancels[0] else 2)
        assert played.outcomes[number] == ("cancelled" if any(cancels) else "technical_decline")


@pytest.mark.parametrize(
    ("patience", "outcome", "end"),
    [("2s", Outcome.IMPATIENT, 2), ("2001ms", Outcome.PAID, 2)],
)
def test_who_leaves_as_the_cashier_ends_sends_no_request(
    patience: str, outcome: Outcome, end: int
) -> None:
    # Leaving comes before sending, among simultaneous events.
    played = shop(f"cashier: {{takes: {{pin: 2s}}}}\npatience: {{time: {patience}}}", 1)
    assert played.columns["outcome"] == [outcome]
    assert played.columns["end_us"] == [end * SECOND]
    assert sum(played.record.answer_us) == (outcome == Outcome.PAID)


def test_a_pause_comes_before_each_further_attempt() -> None:
    played = shop(
        """
wallets: {pay: {latency: 1s, declines: {technical_decline: 100%}}}
retries: {tries_per_route: 3, backoff: 250ms}
""",
        2,
    )
    # 0 to 1 s, 1.25 to 2.25 s, 2.5 to 3.5 s.
    assert played.columns["end_us"] == [3_500_000, 4_500_000]
    assert played.columns["attempts"] == [3, 3]


def test_patience_may_end_in_a_pause() -> None:
    played = shop(
        """
wallets: {pay: {latency: 1s, declines: {technical_decline: 100%}}}
retries: {tries_per_route: 3, backoff: 250ms}
patience: {time: 2400ms}
""",
        2,
    )
    assert played.columns["outcome"] == [Outcome.IMPATIENT] * 2
    assert played.columns["end_us"] == [2_400_000, 3_400_000]
    assert played.columns["attempts"] == [2, 2]
