def my_generate(model, src, start_id, end_id, max_new_tokens):
    training = model.training
    model.train(False)
    try:
        with torch.no_grad():
            memory = model.encode(src)
            tokens = src.new_full(
                (src.shape[0], max_new_tokens + 1), model.pad_id
            )
            tokens[:, 0] = start_id
            running = torch.ones(len(src), dtype=torch.bool)
            for step in range(1, max_new_tokens + 1):
                logits = model.decode(tokens[:, :step], memory, src)
                tokens[running, step] = logits[running, -1].argmax(-1)
                running &= tokens[:, step] != end_id
                if not running.any():
                    return tokens[:, : step + 1]
        return tokens
    finally:
        model.train(training)
