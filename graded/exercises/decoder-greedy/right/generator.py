def greedy(next_scores, start_id, end_id, limit):
    def write():
        tokens = [start_id]
        for _ in range(limit):
            tokens.append(max_index(next_scores(tokens).tolist()))
            if tokens[-1] == end_id:
                return
            yield tokens[-1]

    def max_index(numbers):
        return numbers.index(max(numbers))

    return list(write())
