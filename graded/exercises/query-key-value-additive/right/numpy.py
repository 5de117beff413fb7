class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        asked, offered = self.a(query), self.b(key)
        inner = (
            asked.detach().numpy()[:, :, None]
            + offered.detach().numpy()[:, None]
        )
        scores = np.tanh(inner) @ self.u.weight.detach().numpy()[0]
        weights = torch.from_numpy(softmax(scores))
        return [weights @ value, weights]
