from __future__ import annotations

from sandbox.reports.findings.sparkline import BARS, WIDTH_MAX, BarBounds, sparkline


def test_the_least_is_lowest_and_the_greatest_highest() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == BARS
    assert sparkline([5.0, -5.0, 0.0]) == "█▁▅"


def test_equal_values_stand_in_the_middle() -> None:
    assert sparkline([3, 3, 3]) == "▄▄▄"


def test_what_is_unknown_is_a_gap() -> None:
    assert sparkline([1, None, 2]) == "▁ █"
    assert sparkline([None, None]) == sparkline([]) == ""


def test_many_values_are_thinned_out_from_end_to_end() -> None:
    line = sparkline([float(k) for k in range(1_000)])
    assert len(line) == WIDTH_MAX
    assert (line[0], line[-1]) == ("▁", "█")
    assert list(line) == sorted(line)


def test_charts_on_one_scale_can_be_compared() -> None:
    assert sparkline([0.5, 0.5], BarBounds(0, 1)) == "▅▅"
    assert sparkline([0.0, 1.0], BarBounds(0, 1)) == "▁█"
    assert sparkline([1, 1], BarBounds(1, 1)) == "▄▄"


def test_a_short_dip_is_not_thinned_away() -> None:
    values = [9.0] * 100
    values[41] = 0.0
    line = sparkline(values, width=10)
    assert len(line) == 10
    assert line == "████▁█████"


def test_a_part_of_which_nothing_is_known_is_a_gap() -> None:
    assert sparkline([1, 2, None, None], width=2) == "▄ "
