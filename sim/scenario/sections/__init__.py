"""The sections of a scenario: one file a subject, each parameter declared once."""
