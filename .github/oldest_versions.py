"""Prints constraints for the oldest NumPy and torch that pyproject.toml allows.

`python .github/oldest_versions.py > constraints.txt && make test` proves that the
lower ends of the ranges are true. Only the two that the library computes with: the lower ends of
all tools at once would test combinations that nobody installs.
"""

import re
import tomllib
from pathlib import Path

PROVED = ["numpy", "torch"]


def oldest_versions(pyproject: str) -> list[str]:
    """The lower end of each range, as a constraint."""
    dependencies = tomllib.loads(pyproject)["project"]["dependencies"]
    ranges = dict(
        re.match(r"([\w-]+)>=([\d.]+)", text).groups() for text in dependencies
    )
    return [f"{name}=={ranges[name]}" for name in PROVED]


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[1]
    print(
        "\n".join(
            oldest_versions((root / "pyproject.toml").read_text("utf-8"))
        )
    )
