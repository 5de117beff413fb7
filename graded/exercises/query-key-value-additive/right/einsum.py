class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        asked = torch.einsum("btq,hq->bth", query, self.a.weight)
        offered = torch.einsum("bsk,hk->bsh", key, self.b.weight)
        meeting = torch.tanh(asked[:, :, None] + offered[:, None])
        scores = torch.einsum("btsh,h->bts", meeting, self.u.weight[0])
        weights = torch.softmax(scores, dim=2)
        return torch.einsum("bts,bsv->btv", weights, value), weights
