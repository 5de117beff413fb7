import torch
import torch.nn.functional as F


def cross_attention(x, memory, m_query, m_key, m_value):
    q, k, v = (
        F.linear(torch.from_numpy(each), torch.from_numpy(matrix))
        for each, matrix in [(x, m_query), (memory, m_key), (memory, m_value)]
    )
    weights = F.softmax(q @ k.T * q.shape[-1] ** -0.5, dim=-1)
    return F.scaled_dot_product_attention(q, k, v), weights
