# %% divided | points 0 | no divisor here; the scores go into the softmax as they are
class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        meeting = self.a(query)[:, :, None] + self.b(key)[:, None]
        scores = self.u(torch.tanh(meeting)).squeeze(-1)
        weights = (scores / self.u.in_features**0.5).softmax(-1)
        return weights @ value, weights


# %% mixed_keys | points 3 | you mixed the keys; mix the values
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


# %% multiplied | points 0 | query and key were multiplied; add them
class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        meeting = self.a(query)[:, :, None] * self.b(key)[:, None]
        weights = self.u(torch.tanh(meeting)).squeeze(-1).softmax(-1)
        return weights @ value, weights


# %% no_softmax | points 0 | these are the scores; the softmax is missing
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


# %% not_every_pair | points 0 | every query must meet every key; shapes (B, T, 1, hidden) and (B, 1, S, hidden) broadcast
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


# %% over_queries | points 0 | the softmax must run over the keys
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


# %% query_without_influence | points 0 | the query has no influence; it must be added to the key before the tanh
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


# %% relu | points 0 | this is a relu; the formula has a tanh
class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        meeting = self.a(query)[:, :, None] + self.b(key)[:, None]
        weights = self.u(torch.relu(meeting)).squeeze(-1).softmax(-1)
        return weights @ value, weights


# %% squeezed_too_late | points 0 | all weights are 1; the softmax ran over the last axis of size 1, so squeeze it away first
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


# %% tanh_missing | points 0 | the tanh is missing; without it the query cancels out in the softmax, though it was added
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


# %% tanh_of_each | points 0 | you added two tanh; add query and key first, then take the tanh of the sum
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


# %% tanh_outside | points 0 | the tanh stands outside; u is multiplied with the tanh of the sum
class AdditiveAttention(nn.Module):
    def __init__(self, query_width, key_width, hidden):
        super().__init__()
        self.a = nn.Linear(query_width, hidden, bias=False)
        self.b = nn.Linear(key_width, hidden, bias=False)
        self.u = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, key, value):
        meeting = self.a(query)[:, :, None] + self.b(key)[:, None]
        weights = self.u(meeting).squeeze(-1).tanh().softmax(-1)
        return weights @ value, weights


# %% u_missing | points 0 | the hidden numbers were added up as they are; `self.u` weighs them
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


# %% weights_first | points 0 | the order is (output, weights), not (weights, output)
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
