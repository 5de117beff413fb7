# %% right | union_find
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


# %% right | until_nothing_changes
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


# %% right | search
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


# %% right | sets
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


# %% right | matrix
import numpy as np


def mended_groups(pairs):
    german = np.array([plain(a) for a, _ in pairs])
    english = np.array([plain(b) for _, b in pairs])
    linked = (german[:, None] == german) | (english[:, None] == english)
    for _ in range(len(pairs).bit_length()):
        linked = (linked.astype(int) @ linked.astype(int)) > 0
    return linked.argmax(axis=1).tolist()


# %% right | renamed_at_once
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


# %% right | graph_in_numpy
import string


def mended_groups(pairs):
    def clean(text):
        return "".join(c for c in text.lower() if c not in string.punctuation)

    de, en = (np.array([clean(p[k]) for p in pairs]) for k in (0, 1))
    linked = (de[:, None] == de) | (en[:, None] == en)
    group = np.arange(len(pairs))
    for _ in pairs:
        group = np.where(linked, group, len(pairs)).min(axis=1)
    return group


# %% wrong | buggy | points 1 | this is the buggy function still; what if a pair has its German from one group and its English from another?
def mended_groups(pairs):
    of_german, of_english, groups = {}, {}, []
    for i, (german, english) in enumerate(pairs):
        german, english = plain(german), plain(english)
        group = of_german.get(german, of_english.get(english, i))
        of_german.setdefault(german, group)
        of_english.setdefault(english, group)
        groups.append(group)
    return groups


# %% wrong | not_relabelled | points 1 | the new pair gets the smaller number, but the pairs of the later group keep theirs
def mended_groups(pairs):
    first_with, groups = {}, []
    for i, (german, english) in enumerate(pairs):
        keys = [("German", plain(german)), ("English", plain(english))]
        linked = {groups[first_with[key]] for key in keys if key in first_with}
        group = min(linked, default=i)
        groups.append(group)
        for key in keys:
            first_with.setdefault(key, i)
    return groups


# %% wrong | german_only | points 0 | only the German is compared; pairs with the same English belong together too
def mended_groups(pairs):
    first_with, groups = {}, []
    for i, (german, english) in enumerate(pairs):
        keys = [("German", plain(german))]
        linked = {groups[first_with[key]] for key in keys if key in first_with}
        group = min(linked, default=i)
        groups = [group if g in linked else g for g in groups] + [group]
        for key in keys:
            first_with.setdefault(key, i)
    return groups


# %% wrong | english_only | points 0 | only the English is compared; pairs with the same German belong together too
def mended_groups(pairs):
    first_with, groups = {}, []
    for i, (german, english) in enumerate(pairs):
        keys = [("English", plain(english))]
        linked = {groups[first_with[key]] for key in keys if key in first_with}
        group = min(linked, default=i)
        groups = [group if g in linked else g for g in groups] + [group]
        for key in keys:
            first_with.setdefault(key, i)
    return groups


# %% wrong | capitals_count | points 4 | capitals and punctuation are compared; leave them out with plain()
def mended_groups(pairs):
    first_with, groups = {}, []
    for i, (german, english) in enumerate(pairs):
        keys = [("German", german), ("English", english)]
        linked = {groups[first_with[key]] for key in keys if key in first_with}
        group = min(linked, default=i)
        groups = [group if g in linked else g for g in groups] + [group]
        for key in keys:
            first_with.setdefault(key, i)
    return groups


# %% wrong | later_number | points 0 | the group has the number of its last link; it is the index of its first pair
def mended_groups(pairs):
    first_with, groups = {}, []
    for i, (german, english) in enumerate(pairs):
        keys = [("German", plain(german)), ("English", plain(english))]
        linked = {groups[first_with[key]] for key in keys if key in first_with}
        group = i
        groups = [group if g in linked else g for g in groups] + [group]
        for key in keys:
            first_with.setdefault(key, i)
    return groups


# %% wrong | counted_groups | points 0 | the groups are numbered 0, 1, 2; each number is the index of the group's first pair
def mended_groups(pairs):
    first_with, groups = {}, []
    for i, (german, english) in enumerate(pairs):
        keys = [("German", plain(german)), ("English", plain(english))]
        linked = {groups[first_with[key]] for key in keys if key in first_with}
        group = min(linked, default=i)
        groups = [group if g in linked else g for g in groups] + [group]
        for key in keys:
            first_with.setdefault(key, i)
    order = list(dict.fromkeys(groups))
    return [order.index(g) for g in groups]


# %% enemy | one_look_back | points 1 | the first pair with a text in common, asked for once more
def mended_groups(pairs):
    texts = [(plain(a), plain(b)) for a, b in pairs]
    first = [
        next(
            k
            for k, other in enumerate(texts)
            if a == other[0] or b == other[1]
        )
        for a, b in texts
    ]
    return [first[k] for k in first]
