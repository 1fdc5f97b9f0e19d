"""The rules as a mesa-frames model: people in a Polars data frame, each rule an expression."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl  # pyright: ignore[reportMissingImports]
import rules
from mesa_frames import AgentSetPolars, ModelDF  # pyright: ignore[reportMissingImports]


class People(AgentSetPolars):
    """All people; the dead are removed."""

    def __init__(self, model: "Battle", people: int) -> None:
        super().__init__(model)
        civilians, fighters = rules.sizes(people)
        number, random = np.arange(people), model.random
        side = (number >= civilians).astype(np.int8) + (number >= civilians + fighters)
        self.add(
            pl.DataFrame(
                {
                    "unique_id": number,
                    "side": side.astype(np.int8),
                    "x": random.integers(0, rules.WIDTH, people, dtype=np.int32),
                    "y": random.integers(0, rules.HEIGHT, people, dtype=np.int32),
                    "need": random.uniform(rules.LEAST_NEED, rules.MOST_NEED, people).astype(np.float32),
                    "mass": np.ones(people, np.float32),
                    "wounded": np.zeros(people, bool),
                }
            )
        )

    def step(self) -> None:
        """Everybody's step."""
        n, random = len(self.agents), self.model.random

        def draw() -> pl.Series:
            return pl.Series(random.random(n, dtype=np.float32))

        def walked(axis: str, size: int) -> pl.Expr:
            step = pl.Series(random.integers(-1, 2, n, dtype=np.int32))
            return pl.when(walks).then((pl.col(axis) + step).clip(0, size - 1)).otherwise(pl.col(axis)).alias(axis)

        armed = (
            self.agents.lazy()
            .filter(pl.col("side") != rules.CIVILIAN)
            .group_by("x", "y")
            .agg(fighters=(pl.col("side") == rules.FIGHTER).sum(), besiegers=(pl.col("side") == rules.BESIEGER).sum())
        )
        enemies = pl.when(pl.col("side") == rules.FIGHTER).then(pl.col("besiegers")).otherwise(pl.col("fighters"))
        risk = rules.HIT * enemies / (pl.col("fighters") + pl.col("besiegers"))
        walks = draw() < rules.WALK
        self.agents = (
            self.agents.lazy()
            .with_columns(mass=pl.col("mass") + (rules.RATION / pl.col("need") - pl.col("mass")) / rules.MASS_DAYS)
            .join(armed, on=["x", "y"], how="left", maintain_order="left")
            .with_columns(
                starves=draw() < rules.STARVE * (rules.THIN - pl.col("mass")),
                hit=((pl.col("side") != rules.CIVILIAN) & (draw() < risk)).fill_null(False),
            )
            .with_columns(
                dies=pl.col("starves") | (pl.col("hit") & (pl.col("wounded") | (draw() < rules.KILLED))),
                wounded=pl.col("wounded") | pl.col("hit"),
                x=walked("x", rules.WIDTH),
                y=walked("y", rules.HEIGHT),
            )
            .filter(~pl.col("dies"))
            .drop("fighters", "besiegers", "starves", "hit", "dies")
            .collect()
        )


class Battle(ModelDF):
    """The people."""

    def __init__(self, people: int, seed: int) -> None:
        super().__init__(seed)
        self.agents += People(self, people)

    def step(self) -> None:
        """Everybody's step."""
        self.agents.do("step")  # pyright: ignore[reportAttributeAccessIssue]


def simulate(people: int, steps: int, seed: int) -> Iterator[int]:
    """Yield the number of people alive after each step."""
    model: Any = Battle(people, seed)
    for _ in range(steps):
        model.step()
        yield len(model.agents)


if __name__ == "__main__":
    rules.main(simulate)
