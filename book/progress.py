"""Says what is going on, so that no step of `make` is silent for long. Standard library only."""

import os
import shutil
import sys
import time

EVERY = 10  # seconds: how often a log that nobody watches gets a line


class Progress:
    """Lines that stay, and one that is kept up to date: in its place, or in a log anew."""

    def __init__(self, stream=None, every: float = EVERY):
        self.stream = stream or sys.stdout
        self.every = every
        self.live = self.stream.isatty() and os.environ.get("TERM") != "dumb"
        self.last = time.monotonic()

    def say(self, text: str) -> None:
        """Print lines that stay."""
        self._write(("\r\x1b[K" if self.live else "") + text + "\n")

    def show(self, text: str) -> None:
        """Show what goes on at the moment; a log gets it only after some seconds of silence."""
        if self.live:
            width = shutil.get_terminal_size().columns - 1
            self._write(f"\r\x1b[K{text[:width]}")
        elif time.monotonic() - self.last >= self.every:
            self._write(text + "\n")

    def clear(self) -> None:
        """Remove what is shown at the moment."""
        if self.live:
            self._write("\r\x1b[K")

    def _write(self, text):
        self.stream.write(text)
        self.stream.flush()
        self.last = time.monotonic()
