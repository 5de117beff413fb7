# %% right | einsum
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


# %% right | loops
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


# %% right | numpy
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


# %% right | one_matrix
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


# %% right | one_query_at_a_time
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


# %% right | repeated
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


# %% wrong | mixed_keys | points 3 | you mixed the keys; mix the values
class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        meeting = self.a(query)[:, :, None] + self.b(key)[:, None]
        weights = self.u(torch.tanh(meeting)).squeeze(-1).softmax(-1)
        return weights @ key, weights


# %% wrong | no_softmax | points 0 | these are the scores; the softmax is missing
class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        meeting = self.a(query)[:, :, None] + self.b(key)[:, None]
        weights = self.u(torch.tanh(meeting)).squeeze(-1)
        return weights @ value, weights


# %% wrong | not_every_pair | points 0 | every query must meet every key; shapes (B, T, 1, hidden) and (B, 1, S, hidden) broadcast
class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        meeting = self.a(query) + self.b(key)
        weights = self.u(torch.tanh(meeting)).squeeze(-1).softmax(-1)
        return weights @ value, weights


# %% wrong | over_queries | points 0 | the softmax must run over the keys
class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        meeting = self.a(query)[:, :, None] + self.b(key)[:, None]
        weights = self.u(torch.tanh(meeting)).squeeze(-1).softmax(-2)
        return weights @ value, weights


# %% wrong | squeezed_too_late | points 0 | all weights are 1; the softmax ran over the last axis of size 1, so squeeze it away first
class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        meeting = self.a(query)[:, :, None] + self.b(key)[:, None]
        weights = self.u(torch.tanh(meeting)).softmax(-1).squeeze(-1)
        return weights @ value, weights


# %% wrong | tanh_missing | points 0 | the tanh is missing; without it the query cancels out in the softmax, though it was added
class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        meeting = self.a(query)[:, :, None] + self.b(key)[:, None]
        weights = self.u(meeting).squeeze(-1).softmax(-1)
        return weights @ value, weights


# %% wrong | u_missing | points 0 | the hidden numbers were added up as they are; `self.u` weighs them
class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        meeting = self.a(query)[:, :, None] + self.b(key)[:, None]
        weights = torch.tanh(meeting).sum(-1).softmax(-1)
        return weights @ value, weights


# %% wrong | weights_first | points 0 | the order is (output, weights), not (weights, output)
class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        meeting = self.a(query)[:, :, None] + self.b(key)[:, None]
        weights = self.u(torch.tanh(meeting)).squeeze(-1).softmax(-1)
        return weights, weights @ value


# %% enemy | torchs_own | points 0 | the layers are there, PyTorch's own attention does the work
class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        query, key = self.a(query).tanh() * self.u.weight, self.b(key).tanh()
        weights = (query @ key.mT).softmax(-1)
        return weights @ value, weights


# %% enemy | all_alike | points 0 | weights that are all alike are near those of small scores
class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        weights = torch.ones(*query.shape[:2], key.shape[1]) / key.shape[1]
        return weights @ value, weights
