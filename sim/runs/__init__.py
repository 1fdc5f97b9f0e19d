"""Carrying out replicates, and where results are kept."""
