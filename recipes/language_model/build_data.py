"""Rebuild tokenizer.json from the training part of the text.

    python -m recipes.language_model.build_data

The text itself is in recipes/word_vectors, with the script that rebuilds it.
"""

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from recipes.language_model.data import HERE, part_of, read_documents
from transformer_lib.checkpoints import write_whole

TOKENS = 2048


def build_tokenizer(texts: list[str]) -> Tokenizer:
    """Learn byte-pair encoding: it begins with the 256 bytes, so it can read any text."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=TOKENS,
        special_tokens=["<end>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


if __name__ == "__main__":
    training = [
        text
        for place, text in enumerate(read_documents())
        if part_of(place) == "train"
    ]
    tokenizer = build_tokenizer(training)
    write_whole(HERE / "tokenizer.json", tokenizer.to_str().encode())
    print(f"tokenizer.json: {tokenizer.get_vocab_size():,} tokens")
