"""Starts the command line: ``python -m kg`` and the ``kg`` program."""

from kg.cli import cli

__all__ = ["main"]


def main() -> None:
    """Run the command line under the name ``kg``."""
    cli(prog_name="kg")


if __name__ == "__main__":
    main()
