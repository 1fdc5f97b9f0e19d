"""Text as people read it: numbers, counts, lists, estimates."""
