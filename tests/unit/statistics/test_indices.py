from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sandbox.errors import UsageError
from sandbox.statistics.indices import sobol_design, sobol_indices

NAMES = ("fee", "patience", "reach")


def bent(points: NDArray[np.float64]) -> NDArray[np.float64]:
    answer: NDArray[np.float64] = points[..., 0] + 3 * points[..., 1] ** 2
    return 100 + answer + points[..., 0] * points[..., 2]


def test_the_design_holds_both_samples_and_their_mixtures() -> None:
    design = sobol_design(3, samples=16, seed=1)
    first, second, mixed = design[0], design[1], design[2:]
    assert design.shape == (5, 16, 3)
    assert (design.min() >= 0, design.max() <= 1) == (True, True)
    for k in range(3):
        others = [j for j in range(3) if j != k]
        assert np.array_equal(mixed[k][:, k], second[:, k])
        assert np.array_equal(mixed[k][:, others], first[:, others])


def test_the_design_repeats_with_the_seed() -> None:
    assert np.array_equal(sobol_design(2, 8, seed=0), sobol_design(2, 8, seed=0))
    assert not np.array_equal(sobol_design(2, 8, seed=0), sobol_design(2, 8, seed=1))


def test_the_indices_are_those_of_scipy() -> None:
    values = bent(sobol_design(3, samples=64, seed=2))
    expected = stats.sobol_indices(
        func={"f_A": values[:1], "f_B": values[1:2], "f_AB": values[2:, None, :]}, n=64
    )
    found = {index.assumption: index for index in sobol_indices(NAMES, values, seed=0)}
    for k, name in enumerate(NAMES):
        assert found[name].first.mean == pytest.approx(expected.first_order.ravel()[k])
        assert found[name].total.mean == pytest.approx(expected.total_order.ravel()[k])


def test_the_largest_total_comes_first_and_its_interval_holds_it() -> None:
    values = bent(sobol_design(3, samples=128, seed=3))
    found = sobol_indices(NAMES, values, seed=4)
    assert [index.assumption for index in found] == ["patience", "fee", "reach"]
    for index in found:
        for share in (index.first, index.total):
            assert share.mean is not None
            assert share.low is not None
            assert share.high is not None
            assert share.low < share.mean < share.high


def test_intervals_repeat_with_the_seed() -> None:
    values = bent(sobol_design(3, samples=32, seed=3))
    assert sobol_indices(NAMES, values, seed=4) == sobol_indices(NAMES, values, seed=4)
    assert sobol_indices(NAMES, values, seed=4) != sobol_indices(NAMES, values, seed=5)


def test_an_answer_that_does_not_vary_has_no_indices() -> None:
    found = sobol_indices(NAMES, np.full((5, 8), 3.0), seed=0)
    assert [index.assumption for index in found] == list(NAMES)
    assert {index.total.mean for index in found} == {None}


@pytest.mark.parametrize(("samples", "hint"), [(0, 2), (1, 2), (48, 64), (100, 128)])
def test_samples_must_be_a_power_of_two(samples: int, hint: int) -> None:
    with pytest.raises(UsageError) as refused:
        sobol_design(3, samples, seed=0)
    assert str(refused.value) == f"{samples} samples for Sobol indices, must be a power of two"
    assert refused.value.hint == f"take {hint}"
