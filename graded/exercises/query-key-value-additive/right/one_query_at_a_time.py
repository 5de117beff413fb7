class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        offered = self.b(key)
        rows = []
        for q in self.a(query).unbind(1):
            inner = q.unsqueeze(1).add(offered).tanh_()
            rows.append(self.u(inner).squeeze(2).softmax(1))
        weights = torch.stack(rows, dim=1)
        return weights @ value, weights
