"""The rules as a plain Mesa model: one object a person on Mesa's grid."""

from collections.abc import Iterator

import mesa
import rules
from mesa.discrete_space import Cell, CellAgent, OrthogonalMooreGrid


class Person(CellAgent):
    """A civilian, a fighter or a besieger."""

    cell: Cell

    def __init__(self, model: "Battle", side: int, need: float) -> None:
        super().__init__(model)
        self.side, self.need, self.mass, self.wounded = side, need, 1.0, False

    def step(self) -> None:
        """Eat, fight, walk; whoever dies is removed."""
        draw = self.random.random
        self.mass += (rules.RATION / self.need - self.mass) / rules.MASS_DAYS
        dies = draw() < rules.STARVE * (rules.THIN - self.mass)
        if self.side != rules.CIVILIAN:
            armed = self.model.armed[self.cell.coordinate]
            enemies = armed[rules.FIGHTER + rules.BESIEGER - self.side]
            if enemies and draw() < rules.HIT * enemies / (armed[self.side] + enemies):
                dies |= self.wounded or draw() < rules.KILLED
                self.wounded = True
        if dies:
            self.remove()
        elif draw() < rules.WALK:
            x, y = self.cell.coordinate
            x = min(rules.WIDTH - 1, max(0, x + self.random.randrange(3) - 1))
            y = min(rules.HEIGHT - 1, max(0, y + self.random.randrange(3) - 1))
            self.cell = self.model.grid[x, y]


class Battle(mesa.Model):
    """All people and the grid."""

    def __init__(self, people: int, seed: int) -> None:
        super().__init__(rng=seed)
        self.grid = OrthogonalMooreGrid((rules.WIDTH, rules.HEIGHT), torus=False, random=self.random)
        civilians, fighters = rules.sizes(people)
        for number in range(people):
            side = (number >= civilians) + (number >= civilians + fighters)
            person = Person(self, side, self.random.uniform(rules.LEAST_NEED, rules.MOST_NEED))
            person.cell = self.grid[self.random.randrange(rules.WIDTH), self.random.randrange(rules.HEIGHT)]

    def step(self) -> None:
        """Count who is armed where, then everybody's step."""
        self.armed: dict[tuple[int, int], list[int]] = {}
        for person in self.agents:
            if person.side != rules.CIVILIAN:
                self.armed.setdefault(person.cell.coordinate, [0, 0, 0])[person.side] += 1
        self.agents.do("step")


def simulate(people: int, steps: int, seed: int) -> Iterator[int]:
    """Yield the number of people alive after each step."""
    model = Battle(people, seed)
    for _ in range(steps):
        model.step()
        yield len(model.agents)


if __name__ == "__main__":
    rules.main(simulate)
