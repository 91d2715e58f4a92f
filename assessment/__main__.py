"""``python -m assessment`` is the command ``micic``."""

from assessment.cli import main

if __name__ == "__main__":
    main(prog_name="micic")
