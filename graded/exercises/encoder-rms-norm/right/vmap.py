def rms_norm(x, gain, epsilon=1e-5):
    def one(vector):
        return (
            gain * vector / (vector.dot(vector) / len(vector) + epsilon) ** 0.5
        )

    for _ in range(x.dim() - 1):
        one = torch.vmap(one)
    return one(x)
