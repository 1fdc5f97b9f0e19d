"""Comparisons between two or more sweeps, experiments or scenarios."""
