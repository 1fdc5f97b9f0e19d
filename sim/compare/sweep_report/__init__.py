"""The report on one sweep: the findings in sentences, figures, tables, and an HTML page."""
