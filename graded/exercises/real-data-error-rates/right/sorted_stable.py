def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    found = []
    for k, ours in enumerate(said):
        ways = sorted(listed[k], key=lambda way: edit_distance(way, ours))
        found.append((edit_distance(ours, ways[0]), len(ways[0])))
    per = sum(d for d, _ in found) / sum(n for _, n in found)
    return per, 1 - sum(d == 0 for d, _ in found) / len(found)
