# %% lowest_rank_first
from collections import Counter
from itertools import pairwise


def merged(ids, pair, new):
    result = []
    for i in ids:
        if result and (result[-1], i) == pair:
            result[-1] = new
        else:
            result.append(i)
    return tuple(result)


class ByteTokenizer:
    def __init__(self, texts, size):
        if size < 256:
            raise ValueError("256 bytes need 256 ids")
        found = Counter(chunk for text in texts for chunk in chunks(text))
        words = [(tuple(c.encode()), times) for c, times in found.items()]
        self.bytes_of = [bytes([i]) for i in range(256)]
        self.merges = {}
        while len(self.bytes_of) < size:
            counts = Counter()
            for ids, times in words:
                for pair in pairwise(ids):
                    counts[pair] += times
            pair = min(counts, key=lambda p: (-counts[p], p), default=None)
            if pair is None or counts[pair] < 2:
                break
            new = self.merges[pair] = len(self.bytes_of)
            self.bytes_of.append(b"".join(self.bytes_of[i] for i in pair))
            words = [(merged(ids, pair, new), n) for ids, n in words]

    def encode(self, text):
        found = []
        for chunk in chunks(text):
            ids = tuple(chunk.encode())
            while True:
                pairs = [p for p in pairwise(ids) if p in self.merges]
                if not pairs:
                    break
                pair = min(pairs, key=self.merges.get)
                ids = merged(ids, pair, self.merges[pair])
            found += ids
        return found

    def decode(self, ids):
        if any(not 0 <= i < len(self.bytes_of) for i in ids):
            raise ValueError("there is no such id")
        return b"".join(self.bytes_of[i] for i in ids).decode()


# %% by_index
from collections import Counter
from itertools import pairwise


def merged(ids, pair, new):
    result, i = [], 0
    while i < len(ids):
        if ids[i : i + 2] == pair:
            result.append(new)
            i += 2
        else:
            result.append(ids[i])
            i += 1
    return tuple(result)


class ByteTokenizer:
    def __init__(self, texts, size):
        if size < 256:
            raise ValueError("256 bytes need 256 ids")
        found = Counter(chunk for text in texts for chunk in chunks(text))
        words = [(tuple(c.encode()), times) for c, times in found.items()]
        self.bytes_of = [bytes([i]) for i in range(256)]
        self.merges = {}
        while len(self.bytes_of) < size:
            counts = Counter()
            for ids, times in words:
                for pair in pairwise(ids):
                    counts[pair] += times
            pair = min(counts, key=lambda p: (-counts[p], p), default=None)
            if pair is None or counts[pair] < 2:
                break
            new = self.merges[pair] = len(self.bytes_of)
            self.bytes_of.append(b"".join(self.bytes_of[i] for i in pair))
            words = [(merged(ids, pair, new), n) for ids, n in words]

    def encode(self, text):
        found = []
        for chunk in chunks(text):
            ids = tuple(chunk.encode())
            for pair, new in self.merges.items():
                ids = merged(ids, pair, new)
            found += ids
        return found

    def decode(self, ids):
        if any(not 0 <= i < len(self.bytes_of) for i in ids):
            raise ValueError("there is no such id")
        return b"".join(self.bytes_of[i] for i in ids).decode()


# %% every_chunk_counted
from collections import Counter
from itertools import pairwise


def merged(ids, pair, new):
    result = []
    for i in ids:
        if result and (result[-1], i) == pair:
            result[-1] = new
        else:
            result.append(i)
    return tuple(result)


class ByteTokenizer:
    def __init__(self, texts, size):
        if size < 256:
            raise ValueError("256 bytes need 256 ids")
        words = [
            (tuple(chunk.encode("utf-8")), 1)
            for text in texts
            for chunk in chunks(text)
        ]
        self.bytes_of = [bytes([i]) for i in range(256)]
        self.merges = {}
        while len(self.bytes_of) < size:
            counts = Counter()
            for ids, times in words:
                for pair in pairwise(ids):
                    counts[pair] += times
            pair = min(counts, key=lambda p: (-counts[p], p), default=None)
            if pair is None or counts[pair] < 2:
                break
            new = self.merges[pair] = len(self.bytes_of)
            self.bytes_of.append(b"".join(self.bytes_of[i] for i in pair))
            words = [(merged(ids, pair, new), n) for ids, n in words]

    def encode(self, text):
        found = []
        for chunk in chunks(text):
            ids = tuple(chunk.encode())
            for pair, new in self.merges.items():
                ids = merged(ids, pair, new)
            found += ids
        return found

    def decode(self, ids):
        if any(not 0 <= i < len(self.bytes_of) for i in ids):
            raise ValueError("there is no such id")
        return b"".join(self.bytes_of[i] for i in ids).decode()


# %% sorted_pairs
from collections import Counter
from itertools import pairwise


def merged(ids, pair, new):
    result = []
    for i in ids:
        if result and (result[-1], i) == pair:
            result[-1] = new
        else:
            result.append(i)
    return tuple(result)


class ByteTokenizer:
    def __init__(self, texts, size):
        if size < 256:
            raise ValueError("256 bytes need 256 ids")
        found = Counter(chunk for text in texts for chunk in chunks(text))
        words = [(tuple(c.encode()), times) for c, times in found.items()]
        self.bytes_of = [bytes([i]) for i in range(256)]
        self.merges = {}
        while len(self.bytes_of) < size:
            counts = Counter()
            for ids, times in words:
                for pair in pairwise(ids):
                    counts[pair] += times
            ranked = sorted((-times, pair) for pair, times in counts.items())
            if not ranked or ranked[0][0] > -2:
                return
            pair = ranked[0][1]
            new = self.merges[pair] = len(self.bytes_of)
            self.bytes_of.append(b"".join(self.bytes_of[i] for i in pair))
            words = [(merged(ids, pair, new), n) for ids, n in words]

    def encode(self, text):
        found = []
        for chunk in chunks(text):
            ids = tuple(chunk.encode())
            for pair, new in self.merges.items():
                ids = merged(ids, pair, new)
            found += ids
        return found

    def decode(self, ids):
        if any(not 0 <= i < len(self.bytes_of) for i in ids):
            raise ValueError("there is no such id")
        return b"".join(self.bytes_of[i] for i in ids).decode()


# %% recursive_decode
from collections import Counter
from itertools import pairwise


def merged(ids, pair, new):
    result = []
    for i in ids:
        if result and (result[-1], i) == pair:
            result[-1] = new
        else:
            result.append(i)
    return tuple(result)


class ByteTokenizer:
    def __init__(self, texts, size):
        if size < 256:
            raise ValueError("256 bytes need 256 ids")
        found = Counter(chunk for text in texts for chunk in chunks(text))
        words = [(tuple(c.encode()), times) for c, times in found.items()]
        self.bytes_of = [bytes([i]) for i in range(256)]
        self.merges = {}
        while len(self.bytes_of) < size:
            counts = Counter()
            for ids, times in words:
                for pair in pairwise(ids):
                    counts[pair] += times
            pair = min(counts, key=lambda p: (-counts[p], p), default=None)
            if pair is None or counts[pair] < 2:
                break
            new = self.merges[pair] = len(self.bytes_of)
            self.bytes_of.append(b"".join(self.bytes_of[i] for i in pair))
            words = [(merged(ids, pair, new), n) for ids, n in words]

    def encode(self, text):
        found = []
        for chunk in chunks(text):
            ids = tuple(chunk.encode())
            for pair, new in self.merges.items():
                ids = merged(ids, pair, new)
            found += ids
        return found

    def decode(self, ids):
        parts = {new: pair for pair, new in self.merges.items()}

        def expand(i):
            if i in parts:
                return expand(parts[i][0]) + expand(parts[i][1])
            if i not in range(256):
                raise ValueError(f"no id {i}")
            return bytes((i,))

        return b"".join(map(expand, ids)).decode("utf-8")


# %% from_the_most_common
from collections import Counter
from itertools import pairwise


def merged(ids, pair, new):
    result = []
    for i in ids:
        if result and (result[-1], i) == pair:
            result[-1] = new
        else:
            result.append(i)
    return tuple(result)


class ByteTokenizer:
    def __init__(self, texts, size):
        if size < 256:
            raise ValueError("256 bytes need 256 ids")
        found = Counter(chunk for text in texts for chunk in chunks(text))
        words = [(tuple(c.encode()), times) for c, times in found.items()]
        self.bytes_of = [bytes([i]) for i in range(256)]
        self.merges = {}
        while len(self.bytes_of) < size:
            counts = Counter()
            for ids, times in words:
                for pair in pairwise(ids):
                    counts[pair] += times
            most = max(counts.values(), default=0)
            if most <= 1:
                break
            pair = min(pair for pair, times in counts.items() if times == most)
            new = self.merges[pair] = len(self.bytes_of)
            self.bytes_of.append(b"".join(self.bytes_of[i] for i in pair))
            words = [(merged(ids, pair, new), n) for ids, n in words]

    def encode(self, text):
        found = []
        for chunk in chunks(text):
            ids = tuple(chunk.encode())
            for pair, new in self.merges.items():
                ids = merged(ids, pair, new)
            found += ids
        return found

    def decode(self, ids):
        if any(not 0 <= i < len(self.bytes_of) for i in ids):
            raise ValueError("there is no such id")
        return b"".join(self.bytes_of[i] for i in ids).decode()
