# %% right | cdist
def gaussian_attention(query, key, value, width):
    distance = torch.cdist(
        query, key, compute_mode="donot_use_mm_for_euclid_dist"
    )
    weights = torch.softmax(-(distance**2) / (2 * width**2), dim=1)
    return weights @ value, weights


# %% right | distribution
from torch.distributions import Normal


def gaussian_attention(query, key, value, width):
    density = Normal(key, width).log_prob(query.unsqueeze(1)).sum(-1)
    weights = (density - density.logsumexp(1, keepdim=True)).exp()
    return torch.einsum("ts,sv->tv", weights, value), weights


# %% right | loops
def gaussian_attention(query, key, value, width):
    rows = []
    for q in query:
        scores = [-((q - k) ** 2).sum() / (2 * width * width) for k in key]
        rows.append(torch.stack(scores).softmax(0))
    weights = torch.stack(rows)
    return torch.stack([row @ value for row in weights]), weights


# %% right | multiplied_out
def gaussian_attention(query, key, value, width):
    # The term of the query is the same for every key: softmax forgets it.
    scores = query @ key.T - key.square().sum(1) / 2
    weights = (scores / width**2).softmax(-1)
    return torch.mm(weights, value), weights


# %% right | nearest_first
def gaussian_attention(query, key, value, width):
    squared = sum((a[:, None] - b) ** 2 for a, b in zip(query.T, key.T))
    squared -= squared.amin(1, keepdim=True)
    weights = torch.exp(squared / (-2 * width**2))
    weights /= weights.sum(dim=1, keepdim=True)
    return weights @ value, weights


# %% right | numpy
def gaussian_attention(query, key, value, width):
    q, k, v = (each.double().numpy() for each in (query, key, value))
    difference = (q[:, None] - k) / width
    weights = softmax(-0.5 * np.einsum("tsk,tsk->ts", difference, difference))
    return weights @ v, weights


# %% right | vmap
def gaussian_attention(query, key, value, width):
    def one(q):
        return torch.softmax(-((q - key) / width).pow(2).sum(1) / 2, 0)

    weights = torch.vmap(one)(query)
    return weights.matmul(value), weights


# %% right | partial_of_a_general_one
from functools import partial


def attend(score, query, key, value, width):
    table = torch.tensor(
        [[score(q, k, width) for k in key.tolist()] for q in query.tolist()]
    )
    weights = torch.softmax(table, -1)
    return weights @ value, weights


gaussian_attention = partial(
    attend, lambda q, k, h: -(math.dist(q, k) ** 2) / (2 * h * h)
)


# %% wrong | brackets_missing | points 0 | you divided by 2 and multiplied by the squared width; brackets are missing in `/ 2 * width**2`
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / 2 * width**2).softmax(-1)
    return weights @ value, weights


# %% wrong | distance_not_squared | points 0 | square the distance
def gaussian_attention(query, key, value, width):
    distance = (query[:, None] - key[None]).norm(dim=-1)
    weights = (-distance / (2 * width**2)).softmax(-1)
    return weights @ value, weights


# %% wrong | epsilon_added | points 3 | a small number in the divisor keeps nan away, but far from all keys all weights are 0; use softmax on the exponents
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = torch.exp(-squared / (2 * width**2))
    weights = weights / (weights.sum(-1, keepdim=True) + 1e-12)
    return weights @ value, weights


# %% wrong | exponential_twice | points 0 | softmax takes the exponential itself; hand it the exponents
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = torch.exp(-squared / (2 * width**2)).softmax(-1)
    return weights @ value, weights


# %% wrong | not_normalised | points 0 | these are similarities; divide each row by its sum
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = torch.exp(-squared / (2 * width**2))
    return weights @ value, weights


# %% wrong | over_queries | points 0 | the softmax runs over the queries; run it over the keys
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / (2 * width**2)).softmax(0)
    return weights @ value, weights


# %% wrong | sign_turned | points 0 | the sign: near must weigh more than far
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (squared / (2 * width**2)).softmax(-1)
    return weights @ value, weights


# %% wrong | zero_by_zero | points 3 | far from all keys you divide 0 by 0; use softmax on the exponents
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = torch.exp(-squared / (2 * width**2))
    weights = weights / weights.sum(-1, keepdim=True)
    return weights @ value, weights


# %% enemy | dot_product | points 0 | the chapter's own attention, on rescaled vectors
def gaussian_attention(query, key, value, width):
    return attention(query / width, key / width, value)
