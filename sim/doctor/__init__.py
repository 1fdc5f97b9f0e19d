"""`safeconduct doctor`: checks whether this installation and this machine can run the model."""
