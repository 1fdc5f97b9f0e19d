"""The blur of the maps is SciPy's."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from sim.runs.gaussian_blur import gaussian_blur


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("shape", "zoom", "sigma", "truncate"), [((20, 30), 5, 2.25, 3.0), ((100, 70), 2, 0.8, 4.0), ((2, 3), 3, 9.0, 3.0)]
)
def test_a_blur_equals_that_of_scipy_to_the_last_bit(
    dtype: type, shape: tuple[int, int], zoom: int, sigma: float, truncate: float
) -> None:
    people = np.random.default_rng(1).poisson(0.6, shape) * 17.3
    picture = people.astype(dtype).repeat(zoom, 0).repeat(zoom, 1)
    blurred = gaussian_blur(picture, sigma, truncate)
    assert blurred.dtype == dtype
    np.testing.assert_array_equal(blurred, gaussian_filter(picture, sigma, truncate=truncate))
