import torch
from torch.nn.functional import scaled_dot_product_attention


def my_self_attention(embeddings):
    x = torch.from_numpy(embeddings)
    context = scaled_dot_product_attention(x, x, x, scale=1.0)
    return context.numpy(), (x @ x.T).softmax(1).numpy()
