"""What all commands say: an example in their help, and why they cannot do their work."""

import click


class Refused(click.ClickException):
    """Something that cannot be done as asked; the message names cause and remedy."""


def example(*lines: str) -> str:
    """Return the end of a command's help."""
    commands = "".join(f"\n  python -m teaching {line}" for line in lines)
    return f"\b\nExample:{commands}"
