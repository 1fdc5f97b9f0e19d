"""One browser session: its runs, the thread that steps them, and what is saved of them."""
