"""Whether intervals over consecutive seeds cover the truth, with hidden types spread evenly over seeds.

An outcome depends on a hidden type and on independent noise; its mean is known. Windows of seeds start anywhere.
"""

import argparse
from statistics import NormalDist

import numpy as np

from sim.compare.statistics import means, proportions
from sim.state.seed_points import TypeDraw, standard_normal

SEEDS, FIRST = (20, 60, 200), 1
OF_TYPES = (0.0, 0.25, 0.5, 0.75, 1.0)  # share of the variance of the latent outcome that hidden types explain


def types_of(seeds: int) -> np.ndarray:
    """What the hidden types of the first seeds add up to, standard normal; float64 (seeds,)."""
    used = (TypeDraw.local_resolve, TypeDraw.deal_bias, TypeDraw.endurance_factor)
    z = np.array([[standard_normal(FIRST + k, d) for d in used] for k in range(seeds)])
    return z @ np.sqrt([0.6, 0.25, 0.15])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--windows", type=int, default=4000)
    windows = parser.parse_args().windows
    luck = np.random.default_rng(1)
    types = types_of(20_000)
    print(
        "| types explain | seeds | share 0.5 | share 0.1 | mean | error of the mean, over that of independent types |"
    )
    print("|--:|--:|--:|--:|--:|--:|")
    for of_types in OF_TYPES:
        for seeds in SEEDS:
            inside, errors = np.zeros(3), []
            for start in luck.integers(0, types.size - seeds, windows):
                chance = luck.standard_normal(seeds)
                found = np.sqrt(of_types) * types[start : start + seeds] + np.sqrt(1.0 - of_types) * chance
                for k, truth in enumerate((0.5, 0.1)):
                    of = proportions.share(found > NormalDist().inv_cdf(1.0 - truth))
                    inside[k] += of.low <= truth <= of.high
                of = means.mean(found)
                inside[2] += of.low <= 0.0 <= of.high
                errors.append(of.value)
            shares = " | ".join(f"{share:.1%}" for share in inside / windows)
            ratio = np.sqrt(np.mean(np.square(errors)) * seeds)
            print(f"| {of_types:.0%} | {seeds} | {shares} | {ratio:.2f} |")
