"""The Transformer, step by step: one module a chapter, in reading order.

    self_attention     Self-attention: every word mixes in the others, by their
                       dot products.
    query_key_value    Query, key, value: attention with three matrices that
                       are trained.
    attention_network  Attention as a network: a block with three matrices that
                       are trained.
    multi_head         Multi-head attention: several attention blocks side by
                       side, as one.
    encoder            The encoder: embedding, position, attention, feed-
                       forward, Add & Norm.
    decoder            The decoder: its own output so far, the memory, feed-
                       forward.
    masking            Masking: what a position may see.
    transformer        The Transformer: encoder and decoder, wired.
    training           Training: batches, loss, learning rate, and one step
                       after another.
    decoding           Decoding: how probabilities become text.
    weight_files       Weight files: read, and checked before they are
                       believed.
    checkpoints        Files that survive: written whole, checkpoints, trained
                       weights.
    reading_heads      Reading the heads: all maps of a sentence, their score,
                       one head removed.
    language_model     A language model: decoder-only, as they are built today.
    real_networks      Real networks: MiniLM, Whisper and SmolLM2 in this
                       library's own modules.

Made from the chapters: change the code there, then run `make update`.
"""

from transformer_lib.attention_network import AttentionBlock
from transformer_lib.checkpoints import (
    load_checkpoint,
    save_checkpoint,
    save_weights,
    write_whole,
)
from transformer_lib.decoder import Decoder, DecoderLayer
from transformer_lib.decoding import (
    KeyValueCache,
    beam_search,
    choose_token,
    sample,
    top_k,
    top_p,
)
from transformer_lib.encoder import (
    AddNorm,
    Encoder,
    EncoderLayer,
    FeedForward,
    LearnedPositionalEncoding,
    SinusoidalPositionalEncoding,
    TokenEmbedding,
)
from transformer_lib.language_model import (
    DecoderOnlyLayer,
    LanguageModel,
    RMSNorm,
    RotaryPositions,
    SwiGLU,
)
from transformer_lib.masking import (
    additive_mask,
    boolean_mask,
    causal_mask,
    padding_mask,
)
from transformer_lib.multi_head import MultiHeadAttention
from transformer_lib.query_key_value import attend, attention
from transformer_lib.reading_heads import (
    AttentionMaps,
    alignment_score,
    attention_maps,
    entropy,
    without_head,
)
from transformer_lib.real_networks import (
    SentenceEncoder,
    SoundEmbedding,
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
from transformer_lib.self_attention import self_attention, softmax
from transformer_lib.training import (
    Vocabulary,
    batches,
    cosine_rate,
    endless,
    exact_match,
    group_by_length,
    pad_rows,
    paper_rate,
    token_loss,
    train,
    train_step,
    write_all,
)
from transformer_lib.transformer import (
    Transformer,
    evaluating,
    load_torch_weights,
)
from transformer_lib.weight_files import (
    Subwords,
    Translator,
    Words,
    load_translator,
    load_weights,
    make_tokenizer,
    search_all,
)

__all__ = [
    "softmax",
    "self_attention",
    "attention",
    "attend",
    "AttentionBlock",
    "MultiHeadAttention",
    "TokenEmbedding",
    "SinusoidalPositionalEncoding",
    "LearnedPositionalEncoding",
    "FeedForward",
    "AddNorm",
    "EncoderLayer",
    "Encoder",
    "DecoderLayer",
    "Decoder",
    "causal_mask",
    "padding_mask",
    "additive_mask",
    "boolean_mask",
    "Transformer",
    "evaluating",
    "load_torch_weights",
    "Vocabulary",
    "pad_rows",
    "group_by_length",
    "batches",
    "token_loss",
    "paper_rate",
    "cosine_rate",
    "train_step",
    "endless",
    "train",
    "write_all",
    "exact_match",
    "top_k",
    "top_p",
    "KeyValueCache",
    "beam_search",
    "choose_token",
    "sample",
    "load_weights",
    "search_all",
    "Subwords",
    "Words",
    "make_tokenizer",
    "Translator",
    "load_translator",
    "write_whole",
    "save_checkpoint",
    "load_checkpoint",
    "save_weights",
    "AttentionMaps",
    "attention_maps",
    "entropy",
    "alignment_score",
    "without_head",
    "RMSNorm",
    "RotaryPositions",
    "SwiGLU",
    "DecoderOnlyLayer",
    "LanguageModel",
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
