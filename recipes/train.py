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
from torch.nn.utils import clip_grad_norm_
from tqdm import tqdm

from recipes.recipe import NAMES, Recipe, load_recipe
from transformer_lib.real_data import (
    load_checkpoint,
    save_checkpoint,
    save_weights,
    write_whole,
)
from transformer_lib.training import batches, cosine_rate, token_loss
from transformer_lib.transformer import Transformer

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
        return [tensor[self.rank :: self.size] for tensor in tensors]

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


class Trainer:
    """A training that can stop after any step and go on from there."""

    def __init__(self, recipe: Recipe, out: Path, group: Group):
        self.recipe, self.out, self.group = recipe, out, group
        self.settings = recipe.training
        torch.manual_seed(self.settings.seed)
        self.model = Transformer(**recipe.sizes)
        self.parallel = (
            DistributedDataParallel(self.model)
            if group.size > 1
            else self.model
        )
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(),
            betas=(0.9, 0.98),
            eps=1e-9,
            weight_decay=self.settings.weight_decay,
            fused=True,
        )
        self.train_pairs = recipe.data.pairs("train")
        self.valid_batches = self.batches_of(
            recipe.data.pairs("valid"), seed=0
        )
        # The place is the number of the round's batches that are done.
        self.step = self.round = self.place = 0
        self.curve, self.seconds = [], 0.0

    def batches_of(self, pairs, seed):
        generator = torch.Generator().manual_seed(seed)
        return batches(
            pairs, self.settings.max_tokens, self.model.pad_id, generator
        )

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
        for src, tgt in self.batches():
            loss, its_tokens = self.train_on(src, tgt)
            losses, tokens = losses + loss * its_tokens, tokens + its_tokens
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

    def batches(self):
        """Yield the batches that are left, round after round."""
        while True:
            seed = self.settings.seed + self.round
            for batch in self.batches_of(self.train_pairs, seed)[self.place :]:
                if self.step >= self.settings.steps:
                    return
                self.step, self.place = self.step + 1, self.place + 1
                yield batch
            self.round, self.place = self.round + 1, 0

    def rate(self):
        s = self.settings
        return cosine_rate(self.step, s.steps, s.warmup, s.highest_rate)

    def loss(self, src, tgt, smoothing):
        """Return the mean loss of the process's own rows, and their number of tokens."""
        src, tgt = self.group.own_rows([src, tgt])
        tokens = (tgt[:, 1:] != self.model.pad_id).sum().item()
        half = torch.autocast(
            "cpu", torch.bfloat16, enabled=self.settings.bfloat16
        )
        # On short sentences in 16 bits, plain matrix products beat the fast
        # attention of a CPU.
        with half, sdpa_kernel(SDPBackend.MATH):
            logits = self.parallel(src, tgt[:, :-1])
        if tokens == 0:  # fewer rows than processes: this one has none
            return logits.sum() * 0.0, tokens
        loss = token_loss(
            logits.float(), tgt[:, 1:], self.model.pad_id, smoothing
        )
        return loss, tokens

    def train_on(self, src, tgt):
        """Take one step; return the loss of the whole batch and its tokens."""
        # Dropout too depends on the seed, the step and the process alone.
        seed, rank = self.settings.seed, self.group.rank
        torch.manual_seed((seed << 40) + (self.step << 8) + rank)
        self.parallel.train()
        for part in self.optimizer.param_groups:
            part["lr"] = self.rate()
        loss, tokens = self.loss(src, tgt, self.settings.smoothing)
        all_tokens = self.group.sum(tokens)
        # The processes' derivatives are averaged, as if all had as many tokens: weigh them.
        weighted = loss * (tokens * self.group.size / all_tokens)
        if not torch.isfinite(weighted):
            raise FloatingPointError(
                f"the loss of step {self.step} is {loss.item()}. Remedy: a lower highest_rate"
            )
        self.optimizer.zero_grad()
        weighted.backward()
        clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return self.group.sum(loss.item() * tokens) / all_tokens, all_tokens

    @torch.no_grad()
    def valid_loss(self):
        """Return the mean loss over the validation part, without smoothing."""
        self.parallel.eval()
        losses, tokens = 0.0, 0.0
        for src, tgt in self.valid_batches:
            loss, its_tokens = self.loss(src, tgt, smoothing=0.0)
            losses, tokens = (
                losses + loss.item() * its_tokens,
                tokens + its_tokens,
            )
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
            save_weights(path, self.model, self.recipe.sizes, self.about())

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
