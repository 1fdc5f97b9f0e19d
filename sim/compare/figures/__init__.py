"""Figures of sweeps: functions from tables to Matplotlib figures; nothing here reads or writes files."""
