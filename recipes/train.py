"""Training that can be killed at any moment and goes on with the same command.

A run has a folder of its own: run.json says that it is one, and with which settings; curve.csv and
curve.png are the losses; a killed run goes on from checkpoint.pt; weights.safetensors is the
result. Every random number depends on the seed and the step alone. So a run that was killed, at
any moment, and started again ends with the same weights, bit for bit, as one that ran through.
"""

import contextlib
import csv
import io
import json
import math
import platform
import subprocess
import time
from pathlib import Path

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from tqdm import tqdm

from recipes.processes import Group, cut, pays_in_16_bits, take_over, whole
from recipes.recipe import Recipe
from transformer_lib.checkpoints import (
    load_checkpoint,
    save_checkpoint,
    save_weights,
    write_whole,
)
from transformer_lib.training import cosine_rate, token_loss, train

COLUMNS = ["step", "loss", "valid_loss", "rate", "seconds"]
NO_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")
NO_COMPILER = ("compiler", "InvalidCxxCompiler")
MADE_BY = "python -m recipes train"


class Forward(torch.nn.Module):
    """The model as it is trained: if wanted in 16 bits, and on a CPU with plain attention."""

    def __init__(self, model, device, bfloat16):
        super().__init__()
        self.model, self.device, self.bfloat16 = model, device.type, bfloat16
        self.pad_id = 0

    def forward(self, *tokens):
        half = torch.autocast(
            self.device, torch.bfloat16, enabled=self.bfloat16
        )
        # On short sentences in 16 bits, plain matrix products beat the fast
        # attention of a CPU.
        plain = (
            sdpa_kernel(SDPBackend.MATH)
            if self.device == "cpu"
            else contextlib.nullcontext()
        )
        with half, plain:
            return self.model(*tokens).float()


class Trainer:
    """A training run that can stop after any step and go on from there.

    ``compiled`` compiles the model, ``cut_up`` leaves each process a part of its parameters.
    """

    def __init__(
        self,
        recipe: Recipe,
        out: Path,
        group: Group,
        compiled: bool = False,
        cut_up: bool = False,
    ):
        self.recipe, self.out, self.group = recipe, out, group
        self.settings = s = recipe.training
        torch.manual_seed(s.seed)
        self.model = recipe.model().to(group.device)
        if cut_up:
            cut(self.model)
        half = s.bfloat16
        if half == "auto":
            half = pays_in_16_bits(group.device)
        called = group.join(self.model, compiled)
        self.forward = Forward(called, group.device, half)
        self.forward.pad_id = self.model.pad_id
        self.optimizer = torch.optim.AdamW(
            parameter_groups(self.model, s.decay_biases),
            betas=(0.9, 0.98),
            eps=1e-9,
            weight_decay=s.weight_decay,
            fused=group.device.type != "mps",
        )
        # The place is the number of the epoch's batches that are done.
        self.step = self.epoch = self.place = 0
        self.tokens = 0  # of the step's batch, over all processes
        self.curve, self.seconds = [], 0.0
        self.best = {"valid_loss": math.inf}  # of all checkpoints
        self.last = []  # the weights of the last few

    def epoch_of(self, part: str, seed: int):
        """Yield the batches of an epoch of a part, as numbers of their sequences."""
        generator = torch.Generator().manual_seed(seed)
        return self.recipe.parts[part].epoch(generator)

    def run(self, show: bool = True) -> None:
        """Train to the last step, from the checkpoint if there is one."""
        show = show and self.group.rank == 0
        self.look_at_lengths(show)
        resumed = self.resume(show)
        if self.group.rank == 0:
            self.claim(resumed)
        started, losses, tokens = time.monotonic() - self.seconds, 0.0, 0.0
        before = self.step
        if show and before == self.settings.steps:
            print(f"{self.out} has all its {before:,} steps already")
        bar = tqdm(
            total=self.settings.steps,
            initial=self.step,
            unit="step",
            disable=not show,
        )
        steps = train(
            self.forward,
            self.optimizer,
            self.batches(),
            rate=lambda _: self.rate(),
            smoothing=self.settings.smoothing,
            loss=self.loss,
        )
        with self.named():
            for own_loss in steps:
                loss = self.group.sum(own_loss) / self.group.size
                losses += loss * self.tokens
                tokens += self.tokens
                bar.update()
                last = self.step == self.settings.steps
                if last or self.step % self.settings.checkpoint_every == 0:
                    self.seconds = time.monotonic() - started
                    self.look_back(losses / tokens)
                    shown = self.curve[-1]
                    bar.set_postfix(
                        loss=f"{shown[1]:.3f}", valid=f"{shown[2]:.3f}"
                    )
                    losses, tokens = 0.0, 0.0
        bar.close()
        if show and self.stops_early() and self.step < self.settings.steps:
            print(
                f"stopped early, after step {self.step:,}: the validation loss has not fallen "
                f"for {self.settings.patience} checkpoints"
            )
        path = self.out / "weights.safetensors"
        if self.step > before or not resumed or not path.exists():
            self.save_result(path)

    def look_at_lengths(self, show: bool) -> None:
        """Say how many pairs are too long, and see that there are others."""
        for part in "train", "valid":
            pairs = self.recipe.parts[part]
            longer, longest = pairs.too_long()
            limit = f"{self.recipe.longest} tokens (the smaller of max_len and max_tokens)"
            if longer == len(pairs):
                raise ValueError(
                    f"none of the {len(pairs):,} pairs of the part {part} fits into {limit}. "
                    "Remedy: a larger max_len, or more data"
                )
            if longer and show:
                print(
                    f"left out of {part}: {longer:,} of {len(pairs):,} pairs, longer than {limit}; "
                    f"the longest has {longest:,}"
                )

    @contextlib.contextmanager
    def named(self):
        """See that an error says in which step it arose, and the remedy."""
        kept = self.out / "checkpoint.pt"
        try:
            yield
        except FloatingPointError as error:
            raise FloatingPointError(
                f"step {self.step}: {error}. The last checkpoint is whole, but the same command "
                "would meet the same batch again. Remedy: a lower highest_rate, in another --out"
            ) from error
        except (RuntimeError, MemoryError) as error:
            text = str(error)
            if isinstance(error, MemoryError) or any(
                each in text for each in NO_MEMORY
            ):
                raise MemoryError(
                    f"step {self.step}: the {self.group.device.type} is out of memory with a batch "
                    f"of {self.shape}. Nothing is lost: {kept} is that of the last checkpoint. "
                    f"Remedy: a smaller max_tokens (it is {self.settings.max_tokens}) or a smaller "
                    "model, in another --out; or a device with more memory"
                ) from error
            if type(error).__module__.startswith("torch._") and any(
                each in text for each in NO_COMPILER
            ):
                raise ValueError(
                    "--compile needs a C++ compiler, and none works here. Remedy: "
                    "install one (Debian: g++), or leave --compile out"
                ) from error
            raise

    def batches(self):
        """Yield this process's rows of the batches that are left, epoch after epoch."""
        pad_id, device = self.model.pad_id, self.group.device
        while True:
            all_rows = self.epoch_of("train", self.settings.seed + self.epoch)
            for number, rows in enumerate(all_rows):
                if number < self.place:
                    continue
                if self.step >= self.settings.steps or self.stops_early():
                    return
                self.step, self.place = self.step + 1, self.place + 1
                self.tokens = self.recipe.parts["train"].count(rows)
                # Dropout too depends on the seed, the step and the process alone.
                seed_of_step = (self.settings.seed << 40) + (self.step << 8)
                torch.manual_seed(seed_of_step + self.group.rank)
                yield self.own_batch(rows, "train", pad_id, device)
            self.epoch, self.place = self.epoch + 1, 0

    def own_batch(self, rows, part, pad_id, device):
        """Return this process's rows of a batch; they alone are read."""
        own = self.group.own(rows)
        # Fewer rows than processes: this one computes with a target of padding alone.
        none = len(own) == 0
        batches = self.recipe.parts[part]
        src, tgt = batches.read(rows[:1] if none else own, pad_id)
        if none:
            tgt = torch.full_like(tgt, pad_id)
        self.shape = f"{len(tgt)} x {tgt.shape[1]} tokens"
        return (None if src is None else src.to(device)), tgt.to(device)

    def rate(self) -> float:
        s = self.settings
        return cosine_rate(self.step, s.steps, s.warmup, s.highest_rate)

    def loss(self, logits, target, pad_id, smoothing):
        """Return this process's share of the loss of the whole batch.

        The gradients of the processes are averaged as if each had as many tokens, so they are
        weighted.
        """
        own = (target != pad_id).sum().item()
        if own == 0:
            return logits.sum() * 0.0
        loss = token_loss(logits, target, pad_id, smoothing)
        return loss * (own * self.group.size / self.tokens)

    @torch.no_grad()
    def valid_loss(self) -> float:
        """Return the mean loss over the validation part, without smoothing."""
        self.forward.eval()
        losses, tokens = 0.0, 0
        pad_id, device = self.model.pad_id, self.group.device
        for rows in self.epoch_of("valid", seed=0):
            src, tgt = self.own_batch(rows, "valid", pad_id, device)
            shown = tgt[:, :-1]
            given = [shown] if src is None else [src, shown]
            logits = self.forward(*given)
            if own := (tgt[:, 1:] != pad_id).sum().item():
                loss = token_loss(logits, tgt[:, 1:], pad_id)
                losses, tokens = losses + loss.item() * own, tokens + own
        return self.group.sum(losses) / self.group.sum(tokens)

    def look_back(self, loss: float) -> None:
        """At a checkpoint: measure, keep the weights, write all down."""
        valid = self.valid_loss()
        if not math.isfinite(valid):
            raise FloatingPointError(f"the validation loss is {valid}")
        row = (self.step, loss, valid, self.rate(), self.seconds)
        self.curve.append(row)
        weights = whole(self.model.state_dict())
        self.last = [*self.last, weights][-self.settings.average :]
        if valid < self.best["valid_loss"]:
            self.best = {"valid_loss": valid, "step": self.step}
            self.best["model"] = weights
        optimizer = whole(self.optimizer.state_dict())
        if self.group.rank == 0:
            self.save(weights, optimizer)

    def stops_early(self) -> bool:
        """Say whether the validation loss has not fallen for ``patience`` checkpoints."""
        since = sum(row[0] > self.best.get("step", 0) for row in self.curve)
        return 0 < self.settings.patience <= since

    def claim(self, resumed: bool) -> None:
        """Write run.json into the folder; raises ValueError if it is somebody else's."""
        path = self.out / "run.json"
        held = {*self.out.iterdir()} if self.out.exists() else set()
        if not resumed and held - {path.with_name("run.json.unfinished")}:
            text = path.read_text("utf-8", "replace") if path in held else ""
            if f'"by": "{MADE_BY}"' not in text:
                raise ValueError(
                    f"{self.out} holds files and is no folder of a run. Remedy: another --out"
                )
        told = {"by": MADE_BY, "recipe": self.recipe.name}
        told |= self.recipe.belongs | self.recipe.settings
        self.out.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(told, indent=1).encode())

    def resume(self, show: bool = False) -> bool:
        """Take over the checkpoint, if there is one; say whether there was."""
        path = self.out / "checkpoint.pt"
        try:
            state = load_checkpoint(path)
        except FileNotFoundError:
            state = None
        except NotADirectoryError as error:
            raise ValueError(
                f"{self.out} is no folder. Remedy: another --out"
            ) from error
        if state is not None and not {"at", "settings"} <= state.keys():
            raise ValueError(
                f"{path} is no checkpoint of a recipe. Remedy: another --out"
            )
        step = state["at"][0] if state else 0
        if self.group.sum(step) != step * self.group.size:
            raise ValueError(
                f"{path} holds step {step} here, but not in every process. Remedy: an --out that "
                "all machines share"
            )
        if state is None:
            return False
        remedy = "another --out"
        self.recipe.check(str(path), state.get("belongs", {}), remedy)
        longer = self.check_settings(path, state["settings"], remedy)
        take_over(self.model, self.optimizer, state)
        self.step, self.epoch, self.place = state["at"]
        self.curve, self.seconds = state["curve"], state["seconds"]
        self.best, self.last = state["best"], state["last"]
        if longer and show:
            print(
                f"{path} is from a run of {longer:,} steps and goes on to {self.settings.steps:,}: "
                f"the learning rate was {self.curve[-1][3]:.1e} and follows the longer cosine now, "
                f"on which it is {self.rate():.1e}"
            )
        return True

    def check_settings(self, path, before: dict, remedy: str) -> int:
        """Return how many steps a run had if it has more now, else 0.

        Raises ValueError if something else differs.
        """
        now = self.recipe.settings
        steps = before["training"]["steps"]
        with_its_steps = now | {"training": now["training"] | {"steps": steps}}
        if before != with_its_steps or steps > self.settings.steps:
            raise ValueError(
                f"{path} is from a run with other settings; steps alone may be more. "
                f"Remedy: {remedy}"
            )
        return steps if steps < self.settings.steps else 0

    def save(self, weights, optimizer) -> None:
        """Write the checkpoint and the curve, if there is room for them."""
        state = {
            "settings": self.recipe.settings,
            "belongs": self.recipe.belongs,
            "model": weights,
            "optimizer": optimizer,
            "at": (self.step, self.epoch, self.place),
            "curve": self.curve,
            "seconds": self.seconds,
            "best": self.best,
            "last": self.last,
        }
        table = io.StringIO()
        csv.writer(table).writerows([COLUMNS, *self.curve])
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            save_checkpoint(self.out / "checkpoint.pt", state)
            write_whole(self.out / "curve.csv", table.getvalue().encode())
        except OSError as error:
            tqdm.write(f"{error}. Training goes on and tries again later.")

    def save_result(self, path: Path) -> None:
        """Write the best weights that were seen, or the mean of the last, and the curve's picture.

        The validation loss decides between them.
        """
        chosen, found = self.best["model"], self.best["valid_loss"]
        which = f"checkpoint of step {self.best['step']}"
        if len(self.last) > 1:
            mean = {
                name: sum(each[name] for each in self.last) / len(self.last)
                if tensor.is_floating_point()
                else tensor
                for name, tensor in chosen.items()
            }
            take_over(self.model, None, {"model": mean})
            valid = self.valid_loss()
            if valid < found:
                chosen, found = mean, valid
                which = f"mean of the last {len(self.last)} checkpoints"
        if self.group.rank > 0:
            return
        result = self.recipe.model()
        result.load_state_dict(chosen)
        about = {
            **self.about(),
            "weights": which,
            "valid_loss": f"{found:.4f}",
        }
        self.out.mkdir(parents=True, exist_ok=True)
        save_weights(path, result, about, self.recipe.data.tokenizers)
        write_whole(self.out / "curve.png", picture_of(self.curve))

    def about(self) -> dict[str, str]:
        """Describe the weights, for anyone who finds the file."""
        return {
            "recipe": self.recipe.name,
            **{
                f"hash of {name}": value
                for name, value in self.recipe.belongs.items()
            },
            "commit": commit_of(self.recipe.folder),
            "steps": str(self.step),
            "epochs": str(self.epoch),
            "seconds": f"{self.seconds:.0f}",
            "machine": f"{platform.machine()}, {self.group.device.type}, "
            f"{torch.get_num_threads()} threads, {self.group.size} processes, "
            f"torch {torch.__version__}",
        }


def parameter_groups(model, decay_biases: bool) -> list[dict]:
    """Return what an optimizer takes: weights decay, and biases and gains only if told to."""
    if decay_biases:
        return [{"params": list(model.parameters())}]
    matrices = [each for each in model.parameters() if each.ndim > 1]
    vectors = [each for each in model.parameters() if each.ndim <= 1]
    return [{"params": matrices}, {"params": vectors, "weight_decay": 0.0}]


def picture_of(curve) -> bytes:
    """Return a picture of a curve, PNG."""
    from matplotlib.figure import Figure

    steps, losses, valid, *_ = zip(*curve, strict=True)
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    axes.semilogy(steps, losses, label="training")
    axes.semilogy(steps, valid, "--", label="validation")
    axes.set(xlabel="step", ylabel="loss, nats per token")
    axes.legend()
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=150)
    return buffer.getvalue()


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
