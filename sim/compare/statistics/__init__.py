"""Estimates with their intervals: arrays in, small typed results out; nothing here knows of sieges."""
