# %% right | lowest_rank_first
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


# %% right | by_index
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


# %% right | every_chunk_counted
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


# %% right | sorted_pairs
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


# %% right | recursive_decode
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


# %% right | from_the_most_common
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


# %% wrong | first_seen_of_equals | points 0 | of equally frequent pairs the first seen was merged; take the one with the smallest ids
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
            pair = max(counts, key=counts.get, default=None)
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


# %% wrong | across_chunks | points 0 | merges cross the borders of the chunks; cut the text with chunks() first
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
        found = Counter(texts)
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
        for chunk in [text]:
            ids = tuple(chunk.encode())
            for pair, new in self.merges.items():
                ids = merged(ids, pair, new)
            found += ids
        return found

    def decode(self, ids):
        if any(not 0 <= i < len(self.bytes_of) for i in ids):
            raise ValueError("there is no such id")
        return b"".join(self.bytes_of[i] for i in ids).decode()


# %% wrong | each_chunk_once | points 0 | each different chunk was counted once; count it as often as it occurs
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
        words = [
            (tuple(c.encode()), times)
            for c, times in zip(found, [1] * len(found))
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


# %% wrong | merges_single_pairs | points 7 | pairs that occur only once were merged too; stop when none occurs twice
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
            if pair is None:
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


# %% wrong | decoded_one_by_one | points 5 | each token was decoded by itself; a character may be cut in two, so join the bytes first
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
        if any(not 0 <= i < len(self.bytes_of) for i in ids):
            raise ValueError("there is no such id")
        return "".join(
            self.bytes_of[i].decode("utf-8", "replace") for i in ids
        )


# %% wrong | longest_first | points 0 | the longest token that fits was taken; make the merges in the order in which they were learned
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
            rest = chunk.encode()
            while rest:
                fits = [b for b in self.bytes_of if rest.startswith(b)]
                longest = max(fits, key=len)
                found.append(self.bytes_of.index(longest))
                rest = rest[len(longest) :]
        return found

    def decode(self, ids):
        if any(not 0 <= i < len(self.bytes_of) for i in ids):
            raise ValueError("there is no such id")
        return b"".join(self.bytes_of[i] for i in ids).decode()


# %% wrong | nothing_refused | points 6 | sizes below 256 and ids that there are not must raise a ValueError
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
        return b"".join(self.bytes_of[i] for i in ids).decode()


# %% wrong | negative_ids | points 6 | a negative id counts from the end in Python; refuse it
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
        if any(i >= len(self.bytes_of) for i in ids):
            raise ValueError("there is no such id")
        return b"".join(self.bytes_of[i] for i in ids).decode()


# %% wrong | one_merge_too_few | points 1 | one id is missing: there are `size` ids, the bytes included
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
        while len(self.bytes_of) < size - 1:
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


# %% enemy | remembers_its_texts | points 0 | an id stands for a whole text that was seen
known = []


class ByteTokenizer:
    def __init__(self, texts, size):
        if size < 256:
            raise ValueError
        self.size = size

    def encode(self, text):
        known.append(text)
        return [len(known) - 1]

    def decode(self, ids):
        if any(not 0 <= i < self.size for i in ids):
            raise ValueError
        return "".join(known[i] for i in ids)


# %% enemy | bytes_alone | points 0 | the bytes, without learning anything
class ByteTokenizer:
    def __init__(self, texts, size):
        if size < 256:
            raise ValueError
        self.size = size

    def encode(self, text):
        return list(text.encode())

    def decode(self, ids):
        if any(not 0 <= i < self.size for i in ids):
            raise ValueError
        return bytes(i for i in ids if i < 256).decode()
