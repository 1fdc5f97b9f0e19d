"""Figures of sweeps: tables in, Matplotlib figures out; nothing here knows of files."""
