# %% buggy | points 2 | this is the buggy function still; what if a pair has its German from one group and its English from another?
def mended_groups(pairs):
    of_german, of_english, groups = {}, {}, []
    for i, (german, english) in enumerate(pairs):
        german, english = plain(german), plain(english)
        group = of_german.get(german, of_english.get(english, i))
        of_german.setdefault(german, group)
        of_english.setdefault(english, group)
        groups.append(group)
    return groups


# %% not_relabelled | points 2 | the new pair gets the smaller number, but the pairs of the later group keep theirs
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


# %% german_only | points 0 | only the German is compared; pairs with the same English belong together too
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


# %% english_only | points 0 | only the English is compared; pairs with the same German belong together too
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


# %% both_must_match | points 0 | German and English were both asked to match; one of them is enough
def mended_groups(pairs):
    first_with, groups = {}, []
    for i, (german, english) in enumerate(pairs):
        keys = [(plain(german), plain(english))]
        linked = {groups[first_with[key]] for key in keys if key in first_with}
        group = min(linked, default=i)
        groups = [group if g in linked else g for g in groups] + [group]
        for key in keys:
            first_with.setdefault(key, i)
    return groups


# %% capitals_count | points 4 | capitals and punctuation are compared; leave them out with plain()
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


# %% later_number | points 0 | the group has the number of its last link; it is the index of its first pair
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


# %% counted_groups | points 0 | the groups are numbered 0, 1, 2; each number is the index of the group's first pair
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
