"""
keeps: 2
tells: you mixed the shortened vectors; mix the embeddings themselves
"""


def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    return self_attention(embeddings / np.where(length > 0, length, 1))
