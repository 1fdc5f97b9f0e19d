"""A model of a few dozen people and two parties, for tests of people as Mesa agents."""

import mesa
import numpy as np

from sim.agents.people.registry import install
from sim.agents.people.views import Civilian, Fighter, Population
from sim.state.columns import FOREIGN, KIN, RowLayout, Status, empty

WIDTH, HEIGHT = 7, 5


def population_of(civilians: int, fighters: int, besiegers: int, seed: int = 1) -> Population:
    """People with all sorts of values, one in seven of them gone or awaited."""
    rows, luck = civilians + fighters + besiegers, np.random.default_rng(seed)
    people = empty(rows)
    people.cell[:] = luck.integers(0, WIDTH * HEIGHT, rows)
    people.mass[:] = luck.integers(5, 9, rows) / 8  # few values, so that there are ties
    people.mind[:] = luck.integers(0, 9, rows) / 8
    people.group[:] = np.arange(rows) // 4
    people.weight[:] = luck.integers(1, 9, rows)
    people.status[:] = luck.choice([*[Status.inside] * 35, *[Status.aboard] * 16, *Status], rows)
    people.flags[:civilians] = luck.choice([0, KIN], civilians)
    people.flags[civilians : civilians + fighters] = luck.choice([0, FOREIGN], fighters)
    starts = np.array([0, civilians, civilians + fighters, rows])
    return Population(people, RowLayout(starts, np.arange(0, rows + 4, 4)), WIDTH, HEIGHT)


class Party(mesa.Agent):
    """An ordinary agent."""

    def __init__(self, model: mesa.Model, stance: float = 0.5) -> None:
        super().__init__(model)
        self.stance, self.days, self.spokesman = stance, 0, None

    def step(self) -> None:
        """Live a day."""
        self.days += 1


class Town(mesa.Model):
    """A model as a user would write it."""

    def __init__(self, civilians=30, fighters=12, besiegers=18, rng=1):
        super().__init__(rng=rng)
        self.population = population_of(civilians, fighters, besiegers)
        install(self, self.population)
        self.parties = [Party(self, 0.25), Party(self, 0.75)]

    def step(self):
        """Frighten all, hearten the defenders at random, lose one of them, let the parties talk."""
        people = self.population.people
        people.mind[:] = np.minimum(people.mind + 0.01, 1)
        self.agents_by_type[Fighter].shuffle_do(lambda fighter: setattr(fighter, "health", self.rng.random()))
        self.agents_by_type[Fighter].select(at_most=1).do("remove")
        self.agents.do("step")


class WatchedTown(Town):
    """The same with a DataCollector."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.datacollector = mesa.DataCollector(
            model_reporters={"agents": lambda m: len(m.agents), "morale": mean_morale},
            agent_reporters={"x": lambda a: a.pos[0] if a.pos else None, "health": health},
            agenttype_reporters={Civilian: {"fear": "fear"}, Party: {"days": "days"}},
        )
        self.datacollector.collect(self)

    def step(self):
        """A day, then the books."""
        super().step()
        self.datacollector.collect(self)


def mean_morale(model):
    return model.agents_by_type[Fighter].agg("morale", np.mean)


def health(agent):
    return getattr(agent, "health", None)
