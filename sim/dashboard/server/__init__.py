"""The web server: Solara behind filters, on the loopback address."""
