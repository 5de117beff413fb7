# %% union_find
def mended_groups(pairs):
    parent = list(range(len(pairs)))

    def find(i):
        while parent[i] != i:
            i = parent[i]
        return i

    seen = {}
    for i, (german, english) in enumerate(pairs):
        for key in (0, plain(german)), (1, plain(english)):
            if key in seen:
                a, b = find(seen[key]), find(i)
                parent[max(a, b)] = min(a, b)
            seen[key] = i
    return [find(i) for i in range(len(pairs))]


# %% until_nothing_changes
def mended_groups(pairs):
    cleaned = [(plain(a), plain(b)) for a, b in pairs]
    groups = list(range(len(pairs)))
    changed = True
    while changed:
        changed = False
        for i, (a, b) in enumerate(cleaned):
            for j, (c, d) in enumerate(cleaned):
                if (a == c or b == d) and groups[j] < groups[i]:
                    groups[i] = groups[j]
                    changed = True
    return groups


# %% search
def mended_groups(pairs):
    cleaned = [(plain(a), plain(b)) for a, b in pairs]
    groups = [None] * len(pairs)
    for first in range(len(pairs)):
        if groups[first] is not None:
            continue
        todo = [first]
        while todo:
            i = todo.pop()
            if groups[i] is None:
                groups[i] = first
                todo += [
                    j
                    for j, (c, d) in enumerate(cleaned)
                    if groups[j] is None
                    and (c == cleaned[i][0] or d == cleaned[i][1])
                ]
    return groups


# %% sets
def mended_groups(pairs):
    groups = []
    for i, (german, english) in enumerate(pairs):
        texts, members = {"g " + plain(german), "e " + plain(english)}, [i]
        others = []
        for its_texts, its_members in groups:
            if its_texts & texts:
                texts |= its_texts
                members += its_members
            else:
                others.append((its_texts, its_members))
        groups = [*others, (texts, members)]
    number = {i: min(members) for _, members in groups for i in members}
    return [number[i] for i in range(len(pairs))]


# %% matrix
import numpy as np


def mended_groups(pairs):
    german = np.array([plain(a) for a, _ in pairs])
    english = np.array([plain(b) for _, b in pairs])
    linked = (german[:, None] == german) | (english[:, None] == english)
    for _ in range(len(pairs).bit_length()):
        linked = (linked.astype(int) @ linked.astype(int)) > 0
    return linked.argmax(axis=1).tolist()


# %% renamed_at_once
def mended_groups(pairs):
    of_text, groups = {}, []
    for i, (german, english) in enumerate(pairs):
        keys = ("g", plain(german)), ("e", plain(english))
        old = {of_text[key] for key in keys if key in of_text}
        group = min(old | {i})
        groups.append(group)
        of_text.update(dict.fromkeys(keys, group))
        for key, value in of_text.items():
            if value in old:
                of_text[key] = group
        groups = [group if value in old else value for value in groups]
    return groups
