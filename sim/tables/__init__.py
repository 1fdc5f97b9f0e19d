"""The tables that are written: each column declared once, with its type, unit and meaning; Parquet, CSV, dictionary."""
