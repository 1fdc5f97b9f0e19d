"""Stylised facts as experiments: predictions of theory tested against the model."""
