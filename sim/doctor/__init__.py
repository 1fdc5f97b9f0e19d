"""`safeconduct doctor`: whether this installation and this machine are fit to run the model."""
