"""What a world is: schema, loader, descriptions, maps."""
