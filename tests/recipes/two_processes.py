"""Run by torchrun in test_own_runs.py: trains in each way of several processes, with a break.

Writes the curve of each way, without a break and with one, to a file of JSON.
"""

import contextlib
import json
import sys
from pathlib import Path

import torch
import torch.distributed.fsdp

from recipes.processes import Group
from recipes.recipe import load_recipe
from recipes.train import Trainer
from transformer_lib.checkpoints import load_checkpoint


class Break(Exception):
    """Where a run is stopped."""


def main(name, folder, changes):
    """Train both ways."""
    torch.set_num_threads(1)
    group, found = Group("cpu"), {}
    recipe = load_recipe(name, **changes)
    new_enough = hasattr(torch.distributed.fsdp, "fully_shard")  # from 2.6 on
    for cut_up in (False, True)[: 1 + new_enough]:
        way = "cut" if cut_up else "whole"

        def trainer(out, cut_up=cut_up, way=way):
            return Trainer(recipe, folder / way / out, group, cut_up=cut_up)

        through = trainer("through")
        sizes = [
            getattr(each, "to_local", lambda each=each: each)().numel()
            for each in through.model.parameters()
        ]
        through.run(show=False)
        broken = trainer("broken")
        rate = broken.rate
        broken.rate = lambda: stop() if broken.step == 8 else rate()  # noqa: B023
        with contextlib.suppress(Break):
            broken.run(show=False)
        resumed = trainer("broken")
        resumed.run(show=False)
        found[way] = {
            "numbers held": sum(sizes),
            "curve": [row[:3] for row in through.curve],
            "same": same(folder / way) if group.rank == 0 else None,
        }
    if group.rank == 0:
        (folder / "found.json").write_text(json.dumps(found))
    group.close()


def stop():
    raise Break


def same(folder):
    """Say whether both runs have ended with the same bits."""
    ours, theirs = (
        load_checkpoint(folder / out / "checkpoint.pt")
        for out in ("through", "broken")
    )
    return ours["at"] == theirs["at"] and all(
        torch.equal(ours["model"][name], tensor)
        for name, tensor in theirs["model"].items()
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3]))
