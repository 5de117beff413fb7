import torch


def scores_of(embeddings, i):
    embeddings = torch.from_numpy(embeddings)
    return torch.mv(embeddings, embeddings[i])
