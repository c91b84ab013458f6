"""``python -m app`` is the console script ``tcdc``."""

from app.cli import main

if __name__ == "__main__":
    main()
