"""A Mesa model whose only step is a whole run of Safe Conduct, for Mesa's `batch_run`."""

import mesa
from sweep_runs import siege


class OneRun(mesa.Model):
    """One siege; `days` and `dead` are collected at its end."""

    def __init__(self, food_days: float, morale: float, *, rng: int) -> None:
        super().__init__(rng=rng)
        self.asked, self.found = (food_days, morale, rng), {"days": 0, "dead": 0}
        reporters = {"days": lambda model: model.found["days"], "dead": lambda model: model.found["dead"]}
        self.datacollector = mesa.DataCollector(model_reporters=reporters)

    def step(self) -> None:
        """The whole run."""
        self.found, self.running = siege(*self.asked), False
        self.datacollector.collect(self)
