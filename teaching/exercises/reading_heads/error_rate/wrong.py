# %% accuracy | points 0 | this is the share that is right; the error rate is 1 minus that
def error_rate(weights, sure, possible):
    possible = possible | sure
    most = weights.argmax(dim=-1)
    claimed = torch.nn.functional.one_hot(most, weights.shape[-1]).bool()
    claimed &= possible.any(dim=-1, keepdim=True)
    hits = (claimed & sure).sum() + (claimed & possible).sum()
    return (hits / (claimed.sum() + sure.sum())).item()


# %% divided_by_possible | points 0 | divide by claimed plus sure links; the possible ones need not be found
def error_rate(weights, sure, possible):
    possible = possible | sure
    most = weights.argmax(dim=-1)
    claimed = torch.nn.functional.one_hot(most, weights.shape[-1]).bool()
    claimed &= possible.any(dim=-1, keepdim=True)
    hits = (claimed & sure).sum() + (claimed & possible).sum()
    return 1 - (hits / (claimed.sum() + possible.sum())).item()


# %% not_nested | points 3 | a sure link is possible too, also where `possible` leaves it out
def error_rate(weights, sure, possible):
    either = possible | sure
    most = weights.argmax(dim=-1)
    claimed = torch.nn.functional.one_hot(most, weights.shape[-1]).bool()
    claimed &= either.any(dim=-1, keepdim=True)
    hits = (claimed & sure).sum() + (claimed & possible).sum()
    return 1 - (hits / (claimed.sum() + sure.sum())).item()


# %% only_sure_rows | points 0 | rows that have only possible links claim one too
def error_rate(weights, sure, possible):
    possible = possible | sure
    most = weights.argmax(dim=-1)
    claimed = torch.nn.functional.one_hot(most, weights.shape[-1]).bool()
    claimed &= sure.any(dim=-1, keepdim=True)
    hits = (claimed & sure).sum() + (claimed & possible).sum()
    return 1 - (hits / (claimed.sum() + sure.sum())).item()


# %% over_the_columns | points 0 | the largest weight was taken in each column; a row claims one link
def error_rate(weights, sure, possible):
    possible = possible | sure
    most = weights.argmax(dim=0)
    claimed = torch.nn.functional.one_hot(most, weights.shape[0]).bool().T
    claimed &= possible.any(dim=-1, keepdim=True)
    hits = (claimed & sure).sum() + (claimed & possible).sum()
    return 1 - (hits / (claimed.sum() + sure.sum())).item()


# %% padding_claims | points 3 | rows of padding claim a link too; a row without a possible link claims nothing
def error_rate(weights, sure, possible):
    possible = possible | sure
    most = weights.argmax(dim=-1)
    claimed = torch.nn.functional.one_hot(most, weights.shape[-1]).bool()
    hits = (claimed & sure).sum() + (claimed & possible).sum()
    return 1 - (hits / (claimed.sum() + sure.sum())).item()


# %% possible_only | points 0 | the sure links are not counted; both intersections are added
def error_rate(weights, sure, possible):
    possible = possible | sure
    most = weights.argmax(dim=-1)
    claimed = torch.nn.functional.one_hot(most, weights.shape[-1]).bool()
    claimed &= possible.any(dim=-1, keepdim=True)
    hits = 2 * (claimed & possible).sum()
    return 1 - (hits / (claimed.sum() + sure.sum())).item()


# %% sure_only | points 0 | the possible links are not counted as hits; both intersections are added
def error_rate(weights, sure, possible):
    possible = possible | sure
    most = weights.argmax(dim=-1)
    claimed = torch.nn.functional.one_hot(most, weights.shape[-1]).bool()
    claimed &= possible.any(dim=-1, keepdim=True)
    hits = 2 * (claimed & sure).sum()
    return 1 - (hits / (claimed.sum() + sure.sum())).item()


# %% threshold | points 0 | every weight of a half or more is claimed; a row claims its largest weight, whatever its size
def error_rate(weights, sure, possible):
    possible = possible | sure
    claimed = weights >= 0.5
    claimed &= possible.any(dim=-1, keepdim=True)
    hits = (claimed & sure).sum() + (claimed & possible).sum()
    return 1 - (hits / (claimed.sum() + sure.sum())).item()
