"""Sweeps for the pages: their processes and the data of phase diagrams."""
