"""Figures of matplotlib are drawn one at a time: its style belongs to the whole process."""

import threading

DRAWING = threading.Lock()
