"""Forks: the paired differences between a factual and a counterfactual run."""
