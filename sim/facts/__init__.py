"""Stylised facts as experiments: what theory predicts, what the model shows, and whether the two agree."""
