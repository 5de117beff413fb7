def loss_of_parts(losses, counts):

    losses, counts = torch.tensor(losses).double(), torch.tensor(counts)
    if counts.sum() == 0:
        raise ValueError("nothing counts")
    return (losses * counts).nansum() / counts.sum()
