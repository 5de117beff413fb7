"""Token ids of many pairs, in memory or in files of which only a part is read; batches of them.

The ids of all sequences lie in one array, one sequence after the other, and a second array says
where each begins. Mapped from files, only those pages come into memory that are read, and the
system may drop them again: data may be larger than memory.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from transformer_lib.training import group_by_length, pad_rows

BLOCK = 1_000  # pairs that lie side by side in the file and are read together
POOL = 1_000 * BLOCK  # pairs that are sorted by length together


class Pairs:
    """Sequences of token ids in pairs: ``pairs[i]`` is (source, target), two lists.

    ``ids`` is an array of all token ids, ``starts`` (2 N + 1) says where each sequence begins; the
    last entry is the end.
    """

    def __init__(self, ids: np.ndarray, starts: np.ndarray):
        self.ids, self.starts = ids, starts

    @classmethod
    def of(cls, pairs) -> "Pairs":
        """Return pairs of lists as arrays in memory."""
        if isinstance(pairs, Pairs):
            return pairs
        sequences = [sequence for pair in pairs for sequence in pair]
        starts = np.cumsum([0, *map(len, sequences)])
        ids = np.fromiter(
            (i for each in sequences for i in each), np.int32, starts[-1]
        )
        return cls(ids, starts)

    @classmethod
    def open(cls, path: Path) -> "Pairs":
        """Map the two files that ``write`` has written."""
        dtype = np.uint32 if path.with_suffix(".ids32").exists() else np.uint16
        ids = path.with_suffix(f".ids{8 * dtype().itemsize}")
        starts = np.memmap(path.with_suffix(".starts"), np.int64, "r")
        if starts[-1] == 0:  # an empty file cannot be mapped
            return cls(np.zeros(0, dtype), starts)
        return cls(np.memmap(ids, dtype, "r"), starts)

    @staticmethod
    def write(path: Path, pairs: Iterable, vocabulary: int) -> None:
        """Write pairs, one at a time, to files beside ``path``: .ids16 or .ids32, and .starts."""
        dtype = np.uint16 if vocabulary <= 2**16 else np.uint32
        end = 0
        with (
            path.with_suffix(f".ids{8 * dtype().itemsize}").open("wb") as ids,
            path.with_suffix(".starts").open("wb") as starts,
        ):
            starts.write(np.int64(0).tobytes())
            for source, target in pairs:
                middle = end + len(source)
                end = middle + len(target)
                ids.write(np.array([*source, *target], dtype).tobytes())
                starts.write(np.array([middle, end], np.int64).tobytes())

    def __len__(self) -> int:
        return len(self.starts) // 2

    def __getitem__(self, i: int) -> tuple[list[int], list[int]]:
        first, middle, end = self.starts[2 * i : 2 * i + 3]
        return self.ids[first:middle].tolist(), self.ids[middle:end].tolist()

    def lengths(self, rows: np.ndarray) -> np.ndarray:
        """Return (n, 2): the lengths of source and target of some pairs."""
        first = 2 * rows
        starts = [self.starts[first + k] for k in range(3)]
        return np.diff(np.stack(starts, axis=1), axis=1)

    def blocks(self) -> Iterator[np.ndarray]:
        """Yield the numbers of all pairs, some at a time."""
        for first in range(0, len(self), POOL):
            yield np.arange(first, min(first + POOL, len(self)))

    def count_longer(self, limit: int) -> tuple[int, int]:
        """Return how many pairs are longer than a limit, and the length of the longest."""
        longer = longest = 0
        for rows in self.blocks():
            lengths = self.lengths(rows).max(axis=1)
            longer += int((lengths > limit).sum())
            longest = max(longest, int(lengths.max()))
        return longer, longest


class Batches:
    """Pairs in batches of similar length, in random order.

    A batch has at most ``max_tokens`` positions, padding included, in its source or target; pairs
    with a sequence of more than ``longest`` tokens are left out.
    """

    def __init__(self, pairs: Pairs, max_tokens: int, longest: int):
        self.pairs, self.max_tokens, self.longest = pairs, max_tokens, longest

    def __len__(self) -> int:
        return len(self.pairs)

    def arrays(self) -> tuple[np.ndarray, ...]:
        """Return what the data are, to be hashed."""
        return self.pairs.starts, self.pairs.ids

    def too_long(self) -> tuple[int, int]:
        """Return how many pairs are left out, and the length of the longest."""
        return self.pairs.count_longer(self.longest)

    def epoch(self, generator: torch.Generator) -> Iterator[np.ndarray]:
        """Yield batches, as the numbers of their pairs: each pair once.

        Of up to a million pairs the batches are those of ``transformer_lib.batches``. Of more, a
        million are taken at a time, blocks from all over the file, so memory does not grow with
        the data.
        """
        count = len(self.pairs)
        blocks, in_pool = -(-count // BLOCK), POOL // BLOCK
        if blocks <= in_pool:
            yield from self._of_pool(np.arange(count), generator)
            return
        order = torch.randperm(blocks, generator=generator).numpy()
        for first in range(0, blocks, in_pool):
            some = np.sort(order[first : first + in_pool])
            rows = (some[:, None] * BLOCK + np.arange(BLOCK)).reshape(-1)
            yield from self._of_pool(rows[rows < count], generator)

    def _of_pool(self, rows, generator):
        lengths = self.pairs.lengths(rows)
        fits = lengths.max(axis=1) <= self.longest
        rows, lengths = rows[fits], torch.from_numpy(lengths[fits])
        for group in group_by_length(lengths, self.max_tokens, generator):
            if group:
                yield rows[group]

    def count(self, rows: np.ndarray) -> int:
        """Return the number of tokens to predict in a batch."""
        return int((self.pairs.lengths(rows)[:, 1] - 1).sum())

    def read(
        self, rows: np.ndarray, pad_id: int
    ) -> tuple[Tensor | None, Tensor]:
        """Return some pairs: src (B, S), or None where no pair has a source; and tgt (B, T)."""
        sources, targets = zip(*(self.pairs[i] for i in rows), strict=True)
        src = pad_rows(sources, pad_id) if any(sources) else None
        return src, pad_rows(targets, pad_id)
