"""
keeps: 0
tells: you added two tanh; add query and key first, then take the tanh of the sum
"""


class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        meeting = (
            self.a(query).tanh()[:, :, None] + self.b(key).tanh()[:, None]
        )
        scores = self.u(torch.tanh(meeting)).squeeze(-1)
        weights = scores.softmax(-1)
        return weights @ value, weights
