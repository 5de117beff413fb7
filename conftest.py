"""Before chapters are tested, what their checks compare with is made where it is missing."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent


def pytest_configure(config):
    """Make it once, in whatever way pytest was told to run chapters; without it, checks say why."""
    if hasattr(config, "workerinput"):
        return
    for argument in config.args:
        path = (
            config.invocation_params.dir / argument.split("::")[0]
        ).resolve()
        chapter = path.stem if path.suffix == ".ipynb" else ""
        if path.is_relative_to(ROOT / "chapters"):
            make = [sys.executable, "-m", "teaching", "cases", chapter]
            subprocess.run(make, cwd=ROOT, check=False)
