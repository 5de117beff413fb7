def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    nearest = [
        min(ways, key=lambda way: edit_distance(ours, way))
        for ours, ways in zip(said, listed)
    ]
    edits = sum(map(edit_distance, said, nearest))
    wrong = sum(ours not in ways for ours, ways in zip(said, listed))
    return edits / sum(map(len, nearest)), wrong / len(said)
