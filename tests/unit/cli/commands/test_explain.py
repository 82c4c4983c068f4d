from __future__ import annotations

from collections.abc import Callable

from click.testing import Result

Typed = Callable[..., Result]


def test_the_story_under_each_regime(typed: Typed) -> None:
    regimes = ("--regime", "doors", "--regime", "walls")
    found = typed("explain", "compare_two.yaml", "--checkout", "3", *regimes)
    assert found.exit_code == 0
    assert found.stdout.index("Under doors") < found.stdout.index("Under walls")
    assert "What walls changes:" in found.stdout
    assert found.stderr.startswith("sandbox 0.2.0: compare_two, seed 1, replication 0, checkout 3")


def test_seed_and_replication_name_another_shopper(typed: Typed) -> None:
    base = "explain", "compare_two.yaml", "--checkout", "3"
    found = {typed(*base, *more).stdout for more in ((), ("--seed", "2"), ("--replication", "1"))}
    assert len(found) == 3


def test_a_checkout_beyond_the_last_is_a_usage_error(typed: Typed) -> None:
    found = typed("explain", "compare_two.yaml", "--checkout", "1000")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "error: there is no checkout 1000 in replication 0" in found.stderr
    assert "hint: checkouts are numbered from 0 to 999" in found.stderr


def test_a_checkout_must_be_named(typed: Typed) -> None:
    assert "missing option `--checkout`" in typed("explain", "compare_two.yaml").stderr
