"""Calibration on historical cases: which values of the constants of the bargain agree with how sieges ended."""
