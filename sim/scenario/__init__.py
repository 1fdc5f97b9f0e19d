"""What a scenario is: schema, loader, descriptions, maps."""
