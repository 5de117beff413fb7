def loss_of_parts(losses, counts):

    import numpy as np

    losses, counts = np.array(losses), np.array(counts)
    kept = counts > 0
    if not kept.any():
        raise ValueError("nothing counts")
    return np.average(losses[kept], weights=counts[kept])
