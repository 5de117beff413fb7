"""What a cell prints stands on the page as it was printed, however the kernel cut it.

A kernel sends its output in pieces, and on a busy machine a piece may end in the middle of a line.
myst-nb ends every piece with a line break of its own; so the pieces are joined before it sees them.
"""

from copy import deepcopy

from myst_nb.core import render


def join_streams(outputs: list) -> list:
    """Return the outputs, all pieces of a stream in one, where its first piece stood."""
    joined, streams = [], {}
    for output in map(deepcopy, outputs):
        name = output["output_type"] == "stream" and output["name"]
        if name in streams:
            streams[name]["text"] += output["text"]
            continue
        joined.append(output)
        if name:
            streams[name] = output
    return joined


def setup(app) -> None:
    """Join the pieces each time that myst-nb would."""
    finish = render.coalesce_streams
    if finish.__module__ != __name__:  # a second build in one process

        def join_and_finish(outputs):
            return finish(join_streams(outputs))

        render.coalesce_streams = join_and_finish
