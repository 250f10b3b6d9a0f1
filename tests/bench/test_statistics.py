"""From many timings to one figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.statistics import percentile

SAMPLES = st.lists(st.floats(0, 1e3), min_size=1, max_size=200)


@given(SAMPLES, st.integers(0, 100))
def test_a_percentile_is_the_least_sample_that_so_many_do_not_exceed(
    samples: list[float], percent: int
) -> None:
    found = percentile(samples, percent)
    assert found in samples
    assert sum(each <= found for each in samples) * 100 >= percent * len(samples)
    below = [each for each in samples if each < found]
    assert not below or len(below) * 100 < percent * len(samples)


def test_the_95th_of_a_hundred_is_the_95th() -> None:
    assert percentile(range(1, 101), 95) == 95


@pytest.mark.parametrize(("samples", "percent"), [([], 50), ([1.0], 101), ([1.0], -1)])
def test_no_samples_and_no_such_percentage_are_refused(
    samples: list[float], percent: float
) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(samples, percent)
