from fractions import Fraction


def error_rates(said, listed):
    if len(said) == 0:
        raise ValueError("there is no word")
    edits, sounds, wrong = 0, 0, 0
    for ours, ways in zip(said, listed):
        best = None
        for way in ways:
            distance = edit_distance(ours, way)
            if best is None or distance < best[0]:
                best = distance, len(way)
        edits += best[0]
        sounds += best[1]
        wrong += best[0] != 0
    return float(Fraction(edits, sounds)), float(Fraction(wrong, len(said)))
