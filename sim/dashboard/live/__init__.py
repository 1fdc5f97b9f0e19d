"""What the live page shows of a siege: view model, map, charts, people, animation."""
