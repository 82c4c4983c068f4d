from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.answers.answer import Answer
from sandbox.reports.findings.cases import (
    first_cases,
    is_about_opening,
    is_protected,
    marks,
    outcome_shares,
    protected_parties,
    rate_key,
    share_digits,
    spread,
    untold,
)
from sandbox.reports.findings.view import View

Ran = Callable[..., Answer]


def test_regimes_go_by_letters(ran: Ran) -> None:
    assert marks(View(ran("compare_three").document)) == ["A", "B", "C"]


def test_where_nobody_pays_opening_is_what_succeeds(ran: Ran) -> None:
    bought, opened = (View(ran(name).document) for name in ("compare_two", "service"))
    assert (is_about_opening(bought), rate_key(bought)) == (False, "success_rate")
    assert (is_about_opening(opened), rate_key(opened)) == (True, "open_rate")


def test_the_shares_of_all_ends_add_up(ran: Ran) -> None:
    for case in first_cases(View(ran("compare_two").document)):
        assert sum(outcome_shares(case).values()) == pytest.approx(1)


def test_shares_have_the_digits_of_the_headline(ran: Ran) -> None:
    view = View(ran("compare_two").document)
    assert share_digits(view) == view.gauge("success_rate").decimals == 1
    document = {**view.document, "metrics": {"paid": {"unit": "count"}}}
    assert share_digits(View(document)) == 1


def test_accounts_of_a_party_are_as_safe_as_the_party(ran: Ran) -> None:
    parties = protected_parties(View(ran("compare_two").document))
    assert is_protected("red_mall.stores", parties)
    assert is_protected("blue_pay", parties)
    assert not is_protected("stall", parties)


def test_a_party_that_no_metric_names_is_untold(ran: Ran) -> None:
    document = {**ran("compare_two").document, "named": ["red_pay", "blue_pay", "stall"], "own": []}
    view = View(document)
    assert untold(view, "wallet") == {"red_pay"}
    assert untold(view, "party") == {"red_pay", "stall"}
    assert untold(view, "member") == {"stall"}
    asked = View({**document, "metrics": {"fees.red_pay": {}, "success_rate[merchant=stall]": {}}})
    assert not untold(asked, "party") - {"blue_pay"}


def test_the_spread_is_that_of_the_regimes_and_of_one_regime_its_size() -> None:
    assert spread([0.1, 0.4, None, 0.2]) == pytest.approx(0.3)
    assert spread([-0.4]) == pytest.approx(0.4)
    assert spread([None]) == spread([None, None]) == 0.0
