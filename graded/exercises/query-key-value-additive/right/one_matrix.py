class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        both = torch.cat([self.a.weight, self.b.weight], dim=1)
        T, S = query.shape[1], key.shape[1]
        pairs = torch.cat(
            [
                query[:, :, None].expand(-1, -1, S, -1),
                key[:, None].expand(-1, T, -1, -1),
            ],
            dim=-1,
        )
        scores = torch.tanh(pairs @ both.T) @ self.u.weight.T
        weights = scores.squeeze(-1).softmax(-1)
        return weights.matmul(value), weights
