"""What the whole server shares: the scenario and the results folder it was started with, and a lock on Matplotlib."""

import threading
from pathlib import Path

scenario = "baseline"
results = Path("results")
#: Held while Matplotlib draws: its style belongs to the whole process.
MATPLOTLIB_LOCK = threading.Lock()
