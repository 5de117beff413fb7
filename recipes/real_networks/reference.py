"""What other programs give for these networks' inputs, beside ours: reference.safetensors.

    pip install transformers ctranslate2 accelerate
    python -m recipes.real_networks.reference           # compares all values
    python -m recipes.real_networks.reference --write   # and stores some of theirs

`transformers` runs MiniLM and SmolLM2 (whose loading needs `accelerate`), CTranslate2 runs Whisper,
all three from the files of the packages in requirements.txt. Stored are few numbers, every 101st or
200th column, enough to see any mistake; inputs and versions are in reference.json.
"""

import importlib.metadata
import json
import os
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from transformer_lib.real_networks import (
    find_weights,
    load_minilm,
    load_smollm2,
    load_whisper,
    log_mel,
    read_sound,
)

HERE = Path(__file__).parent
TEXTS = [
    "The boat left the river bank.",
    "A ship sailed away from the shore.",
    "The bank raised its interest rates.",
    "Attention mixes values, by how similar queries and keys are.",
]
PROMPTS = [
    "The capital of France is",
    "Once upon a time, there was a little",
    "In 1905 he counted: 1, 2, 3,",
]
PROGRAMS = ("transformers", "ctranslate2")


def their_minilm():
    """MiniLM by transformers: texts to vectors of length 1."""
    from transformers import AutoModel, AutoTokenizer

    folder = find_weights("minilm").parent
    model = AutoModel.from_pretrained(folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)

    @torch.no_grad()
    def vectors(texts):
        tokens = tokenizer(texts, padding=True, return_tensors="pt")
        hidden = model(**tokens).last_hidden_state
        is_token = tokens["attention_mask"][..., None]
        mean = (hidden * is_token).sum(1) / is_token.sum(1)
        return torch.nn.functional.normalize(mean, dim=-1)

    return vectors


def their_mel(samples):
    """The spectrogram (80, 3000) by transformers."""
    from transformers import WhisperFeatureExtractor

    features = WhisperFeatureExtractor()(
        samples.numpy(), sampling_rate=16_000, return_tensors="np"
    )
    return torch.tensor(features.input_features[0])


def their_whisper():
    """Whisper by CTranslate2: a spectrogram to memory, tokens and logits; one thread, no halves."""
    import ctranslate2

    model = ctranslate2.models.Whisper(
        str(find_weights("whisper").parent),
        compute_type="float32",
        intra_threads=1,
    )
    start = [50257, 50362]

    def transcribe(mel):
        sound = ctranslate2.StorageView.from_array(
            np.ascontiguousarray(mel[None].numpy())
        )
        memory = torch.tensor(np.array(model.encode(sound)))
        (result,) = model.generate(
            sound, [start], beam_size=1, return_logits_vocab=True
        )
        logits = [np.array(each).reshape(-1) for each in result.logits[0]]
        tokens = [*start, *result.sequences_ids[0], 50256]
        return memory[0], torch.tensor(tokens), torch.tensor(np.stack(logits))

    return transcribe


def their_smollm2():
    """SmolLM2 by transformers: the tokenizer and the model."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    path = find_weights("smollm2")
    options = {"gguf_file": path.name}
    tokenizer = AutoTokenizer.from_pretrained(path.parent, **options)
    model = AutoModelForCausalLM.from_pretrained(
        path.parent, dtype=torch.float32, **options
    )
    return tokenizer, model.eval()


@torch.no_grad()
def reference():
    """All reference values, whole: name -> tensor."""
    samples, _ = read_sound(HERE / "voice.wav")
    mel = their_mel(samples)
    memory, tokens, logits = their_whisper()(mel)
    values = {
        "minilm.vectors": their_minilm()(TEXTS),
        "whisper.mel": mel,
        "whisper.memory": memory,
        "whisper.tokens": tokens,
        "whisper.logits": logits,
    }
    tokenizer, model = their_smollm2()
    for number, prompt in enumerate(PROMPTS):
        ids = tokenizer(prompt, return_tensors="pt").input_ids
        values[f"smollm2.{number}.tokens"] = ids[0]
        values[f"smollm2.{number}.logits"] = model(ids).logits[0]
    return values


# What of each is stored.
STORED = {
    "minilm.vectors": (),
    "whisper.mel": (slice(None), slice(0, 268, 20)),
    "whisper.memory": (slice(None, None, 100),),
    "whisper.tokens": (),
    # Every 101st column: none of the tokens that are never written.
    "whisper.logits": (slice(None), slice(None, None, 101)),
} | {
    f"smollm2.{number}.{what}": place
    for number in range(len(PROMPTS))
    for what, place in {
        "tokens": (),
        "logits": (slice(None), slice(None, None, 200)),
    }.items()
}


@torch.no_grad()
def ours():
    """The same values by this book's library."""
    samples, rate = read_sound(HERE / "voice.wav")
    mel = log_mel(samples, rate)
    minilm, wordpieces = load_minilm()
    ids = [each.ids for each in wordpieces.encode_batch(TEXTS)]
    whisper, _ = load_whisper()
    tokens, memory = whisper.transcribe(mel[None]), whisper.encode(mel[None])
    values = {
        "minilm.vectors": minilm(torch.tensor(ids)),
        "whisper.mel": mel,
        "whisper.memory": memory[0],
        "whisper.tokens": tokens[0],
        "whisper.logits": whisper.decode(tokens[:, :-1], memory)[0, 1:],
    }
    smollm2, pieces = load_smollm2()
    for number, prompt in enumerate(PROMPTS):
        ids = torch.tensor(pieces.encode(prompt).ids)
        values[f"smollm2.{number}.tokens"] = ids
        values[f"smollm2.{number}.logits"] = smollm2(ids[None])[0]
    return values


def compare(theirs, ours):
    """Print the largest differences of all values, a row of a table each."""
    print("| value | numbers | largest | largest difference |")
    print("|---|---|---|---|")
    for name, their in theirs.items():
        our = ours[name]
        if not their.is_floating_point():
            assert our.tolist() == their.tolist(), name
            continue
        allowed = their > -1e30  # what is never written has no logit there
        apart = (our - their)[allowed].abs().max().item()
        largest = their[allowed].abs().max().item()
        count = f"{allowed.sum().item():,}"
        print(f"| {name} | {count} | {largest:.2f} | {apart:.1e} |")


def main():
    """Compare with ours, or write the file."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    torch.set_num_threads(1)
    versions = {p: importlib.metadata.version(p) for p in PROGRAMS}
    about = {"texts": TEXTS, "prompts": PROMPTS, "versions": versions}
    values = reference()
    print(about["versions"])
    compare(values, ours())
    if "--write" not in sys.argv:
        return
    save_file(
        {n: values[n][place].contiguous() for n, place in STORED.items()},
        HERE / "reference.safetensors",
    )
    text = json.dumps(about, indent=1, ensure_ascii=False)
    (HERE / "reference.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
