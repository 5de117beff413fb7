"""
keeps: 0
tells: the query has no influence; it must be added to the key before the tanh
"""


class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        scores = self.u(torch.tanh(self.b(key))).squeeze(-1)
        weights = scores[:, None].expand(-1, query.shape[1], -1).softmax(-1)
        return weights @ value, weights
