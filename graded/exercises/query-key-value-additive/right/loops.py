class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        weights = torch.zeros(*query.shape[:2], key.shape[1])
        for b, t, s in np.ndindex(*weights.shape):
            inner = self.a(query[b, t]) + self.b(key[b, s])
            weights[b, t, s] = self.u(torch.tanh(inner))
        weights = weights.softmax(-1)
        return weights @ value, weights
