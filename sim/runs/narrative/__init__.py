"""A run in plain English: its events, its bargaining, its outcome and its summary."""
