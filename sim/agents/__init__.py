"""People as Mesa agents (views on rows), the parties, the observers, the talks."""
