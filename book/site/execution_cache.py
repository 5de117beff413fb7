"""The build looks for results in the cache of the present inputs (see book/cache.py)."""

import shutil
from pathlib import Path

from sphinx.application import ENV_PICKLE_FILENAME

from book.cache import inputs_hash


def choose_cache(app, config) -> None:
    """Point myst-nb to the cache of the present inputs and remove the caches of earlier ones.

    The path is one of the settings whose change makes Sphinx read every page again, so pages that
    did not change themselves are executed again as well.
    """
    key = inputs_hash(Path(app.srcdir), config.execution_inputs)
    caches = Path(app.outdir).parent / ".jupyter_cache"
    config.nb_execution_cache_path = str(caches / key)
    if caches.is_dir():
        for entry in caches.iterdir():
            if entry.is_dir() and entry.name != key:
                shutil.rmtree(entry)


def forget_failed_build(app, exception) -> None:
    """After a build with warnings let the next one read every page afresh.

    Sphinx would otherwise take the pages that failed for finished, and a second build would say
    that all is well.
    """
    if exception or app._warncount:
        (Path(app.doctreedir) / ENV_PICKLE_FILENAME).unlink(missing_ok=True)


def setup(app) -> None:
    """Connect the two to the build: the choice early, the forgetting after everything else."""
    app.add_config_value("execution_inputs", [], "env", list)
    app.connect("config-inited", choose_cache, priority=100)
    app.connect("build-finished", forget_failed_build, priority=1000)
