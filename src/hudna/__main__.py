"""Let ``python -m hudna`` do what the ``hudna`` command does."""

from hudna.cli import main

if __name__ == "__main__":
    main()
