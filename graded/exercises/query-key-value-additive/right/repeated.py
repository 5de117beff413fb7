class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        T, S = query.size(1), key.size(1)
        asked = self.a(query).unsqueeze(2).repeat(1, 1, S, 1)
        offered = self.b(key).unsqueeze(1).expand(-1, T, -1, -1)
        scores = self.u((asked + offered).tanh())[..., 0]
        weights = nn.functional.softmax(scores, dim=-1)
        return torch.bmm(weights, value), weights
