"""Train the model of a recipe, from one command; the same command goes on after a break.

    python -m recipes.train spelling_to_sound
    torchrun --nproc-per-node 2 -m recipes.train spelling_to_sound   # several processes

In the folder runs/NAME (or --out) lie afterwards: curve.csv, with the losses; checkpoint.pt, from
which a killed training goes on; weights.safetensors, the result. Every random number depends on
the seed and the step alone. So a training that was killed, at any moment, and started again ends
with the same weights, bit for bit, as one that ran through.
"""

import argparse
import csv
import io
import os
import platform
import subprocess
import time
import tomllib
from pathlib import Path

import torch
import torch.distributed as dist
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.parallel import DistributedDataParallel
from tqdm import tqdm

from recipes.recipe import NAMES, Recipe, load_recipe
from transformer_lib.checkpoints import (
    load_checkpoint,
    save_checkpoint,
    save_weights,
    write_whole,
)
from transformer_lib.training import batches, cosine_rate, token_loss, train

COLUMNS = ["step", "loss", "valid_loss", "rate", "seconds"]


class Group:
    """The processes that train together; often there is only one."""

    def __init__(self):
        self.size = int(os.environ.get("WORLD_SIZE", 1))  # set by torchrun
        self.rank = int(os.environ.get("RANK", 0))
        if self.size > 1:
            dist.init_process_group("gloo")

    def own_rows(self, tensors):
        """Every process takes its share of the rows of a batch."""
        return [
            None if tensor is None else tensor[self.rank :: self.size]
            for tensor in tensors
        ]

    def sum(self, number: float) -> float:
        """Return the sum of the numbers of all processes."""
        if self.size == 1:
            return number
        total = torch.tensor(number, dtype=torch.float64)
        dist.all_reduce(total)
        return total.item()

    def close(self):
        if self.size > 1:
            dist.destroy_process_group()


class Forward(torch.nn.Module):
    """The model as it is trained: if wanted in 16 bits, and with plain attention."""

    def __init__(self, model, pad_id, bfloat16):
        super().__init__()
        self.model, self.pad_id, self.bfloat16 = model, pad_id, bfloat16

    def forward(self, *tokens):
        half = torch.autocast("cpu", torch.bfloat16, enabled=self.bfloat16)
        # On short sentences in 16 bits, plain matrix products beat the fast
        # attention of a CPU.
        with half, sdpa_kernel(SDPBackend.MATH):
            return self.model(*tokens).float()


class Trainer:
    """A training that can stop after any step and go on from there."""

    def __init__(self, recipe: Recipe, out: Path, group: Group):
        self.recipe, self.out, self.group = recipe, out, group
        self.settings = recipe.training
        torch.manual_seed(self.settings.seed)
        self.model = recipe.kind(**recipe.sizes)
        parallel = (
            DistributedDataParallel(self.model)
            if group.size > 1
            else self.model
        )
        pad_id, bfloat16 = self.model.pad_id, self.settings.bfloat16
        self.forward = Forward(parallel, pad_id, bfloat16)
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(),
            betas=(0.9, 0.98),
            eps=1e-9,
            weight_decay=self.settings.weight_decay,
            fused=True,
        )
        self.batches_of = self.cutter(recipe.data)
        self.valid_batches = self.batches_of("valid", seed=0)
        # The place is the number of the round's batches that are done.
        self.step = self.round = self.place = 0
        self.tokens = 0  # of the step's batch, over all processes
        self.curve, self.seconds = [], 0.0

    def cutter(self, data):
        """Return the function that cuts a part into batches, in the order of a seed."""
        most, pad_id = self.settings.max_tokens, self.model.pad_id
        pairs = {}  # read once

        def cut(part, seed):
            generator = torch.Generator().manual_seed(seed)
            if hasattr(data, "batches"):  # a text is no set of pairs
                return data.batches(part, most, generator)
            if part not in pairs:
                pairs[part] = data.pairs(part)
            return batches(pairs[part], most, pad_id, generator)

        return cut

    def run(self, show=True):
        """Train to the last step, from the checkpoint if there is one."""
        self.resume()
        started, losses, tokens = time.monotonic() - self.seconds, 0.0, 0.0
        bar = tqdm(
            total=self.settings.steps,
            initial=self.step,
            unit="step",
            disable=not show or self.group.rank > 0,
        )
        steps = train(
            self.forward,
            self.optimizer,
            self.batches(),
            rate=lambda _: self.rate(),
            smoothing=self.settings.smoothing,
            loss=self.loss,
        )
        for own_loss in self.named(steps):
            loss = self.group.sum(own_loss) / self.group.size
            losses += loss * self.tokens
            tokens += self.tokens
            bar.update()
            last = self.step == self.settings.steps
            if last or self.step % self.settings.checkpoint_every == 0:
                self.seconds = time.monotonic() - started
                valid = self.valid_loss()
                row = (
                    self.step,
                    losses / tokens,
                    valid,
                    self.rate(),
                    self.seconds,
                )
                self.curve.append(row)
                bar.set_postfix(loss=f"{row[1]:.3f}", valid=f"{valid:.3f}")
                self.save()
                losses, tokens = 0.0, 0.0
        bar.close()
        self.save_result()

    def named(self, steps):
        """Yield the losses; an error says in which step it arose."""
        try:
            yield from steps
        except FloatingPointError as error:
            raise FloatingPointError(
                f"step {self.step}: {error}. Remedy: a lower highest_rate"
            ) from error

    def batches(self):
        """Yield this process's rows of the batches that are left, epoch after epoch."""
        while True:
            seed = self.settings.seed + self.round
            for src, tgt in self.batches_of("train", seed)[self.place :]:
                if self.step >= self.settings.steps:
                    return
                self.step, self.place = self.step + 1, self.place + 1
                self.tokens = self.count(tgt)
                # Dropout too depends on the seed, the step and the process alone.
                seed_of_step = (self.settings.seed << 40) + (self.step << 8)
                torch.manual_seed(seed_of_step + self.group.rank)
                yield self.group.own_rows([src, tgt])
            self.round, self.place = self.round + 1, 0

    def rate(self):
        s = self.settings
        return cosine_rate(self.step, s.steps, s.warmup, s.highest_rate)

    def count(self, tgt):
        """Return the number of tokens to predict."""
        return (tgt[:, 1:] != self.model.pad_id).sum().item()

    def loss(self, logits, target, pad_id, smoothing):
        """Return this process's share of the loss of the whole batch.

        The gradients of the processes are averaged as if each had as many tokens, so they are
        weighted.
        """
        own = (target != pad_id).sum().item()
        if own == 0:  # fewer rows than processes: this one has none
            return logits.sum() * 0.0
        loss = token_loss(logits, target, pad_id, smoothing)
        return loss * (own * self.group.size / self.tokens)

    @torch.no_grad()
    def valid_loss(self):
        """Return the mean loss over the validation part, without smoothing."""
        self.forward.eval()
        losses, tokens = 0.0, 0
        for batch in self.valid_batches:
            src, tgt = self.group.own_rows(batch)
            if own := self.count(tgt):
                shown = tgt[:, :-1]
                given = [shown] if src is None else [src, shown]
                logits = self.forward(*given)
                loss = token_loss(logits, tgt[:, 1:], self.model.pad_id)
                losses, tokens = losses + loss.item() * own, tokens + own
        return self.group.sum(losses) / self.group.sum(tokens)

    def resume(self):
        """Take over the checkpoint, if there is one."""
        path = self.out / "checkpoint.pt"
        if not path.exists():
            return
        state = load_checkpoint(path)
        if state.get("settings") != self.recipe.settings:
            raise ValueError(
                f"{path} is from a training with other settings. Remedy: another --out, or "
                "delete it to start anew"
            )
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.round, self.place = state["at"]
        self.curve, self.seconds = state["curve"], state["seconds"]

    def save(self):
        """Write the checkpoint and the curve, if there is room for them."""
        if self.group.rank > 0:
            return
        state = {
            "settings": self.recipe.settings,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "at": (self.step, self.round, self.place),
            "curve": self.curve,
            "seconds": self.seconds,
        }
        table = io.StringIO()
        csv.writer(table).writerows([COLUMNS, *self.curve])
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            save_checkpoint(self.out / "checkpoint.pt", state)
            write_whole(self.out / "curve.csv", table.getvalue().encode())
        except OSError as error:
            tqdm.write(f"{error}. The training goes on and tries again later.")

    def save_result(self):
        """Write the weights, unless they are there already."""
        path = self.out / "weights.safetensors"
        if self.group.rank == 0 and not path.exists():
            save_weights(path, self.model, self.about())

    def about(self):
        """Say what the weights are, for whoever finds the file."""
        return {
            "recipe": self.recipe.name,
            "commit": commit_of(self.recipe.folder),
            "steps": str(self.step),
            "rounds": str(self.round),
            "seconds": f"{self.seconds:.0f}",
            "machine": f"{platform.machine()}, {torch.get_num_threads()} threads, "
            f"{self.group.size} processes, torch {torch.__version__}",
            "valid_loss": f"{self.curve[-1][2]:.4f}",
        }


def commit_of(folder: Path) -> str:
    """Return the commit of a folder; empty where git does not know one."""
    try:
        return subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=folder,
            capture_output=True,
            text=True,
        ).stdout.strip()
    except FileNotFoundError:  # there is no git here
        return ""


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", choices=NAMES)
    parser.add_argument(
        "--out", type=Path, help="folder of the run (runs/NAME)"
    )
    parser.add_argument(
        "--threads", type=int, default=1, help="of each process (1)"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting other than in recipe.toml, such as steps=300",
    )
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(chosen.threads)
    changes = {}
    for setting in chosen.set:
        changes |= tomllib.loads(setting)
    group = Group()
    recipe = load_recipe(chosen.name, **changes)
    Trainer(recipe, chosen.out or Path("runs") / chosen.name, group).run()
    group.close()


if __name__ == "__main__":
    try:
        main()
    except (ValueError, OSError, FloatingPointError) as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from error
    except KeyboardInterrupt:
        raise SystemExit(
            "\nStopped. The same command goes on from the last checkpoint."
        ) from None
