from __future__ import annotations

from sandbox.reports.sparkline import BARS, WIDTH_MAX, sparkline


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
