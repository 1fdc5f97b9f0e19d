"""`python -m sim` is `safeconduct`."""

from sim.cli import main

if __name__ == "__main__":
    main()
