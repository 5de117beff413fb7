# %% clamped_to_r | points 0 | clamped after R was added, and to R: so everything to the right counts as distance 0
def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = place[None, :] - place[:, None]
    return table[(distance + reach).clamp(0, reach)]


# %% far_is_nothing | points 3 | what is further away than R has got a bias of 0; it counts as R or -R
def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = place[None, :] - place[:, None]
    bias = table[distance.clamp(-reach, reach) + reach]
    return bias.masked_fill(distance.abs() > reach, 0)


# %% not_clamped | points 3 | j - i is too large for the table: clamp it to -R and R first
def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    return table[place[None, :] - place[:, None] + reach]


# %% one_row | points 0 | this is the row of token 0 alone; every token i has its own, (length, length)
def relative_bias(length, table):
    reach = len(table) // 2
    return table[torch.arange(length).clamp(max=reach) + reach]


# %% only_one_end_clamped | points 3 | a distance below -R gives a negative index, which Python counts from the end: clamp at both ends
def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = place[None, :] - place[:, None]
    index = (distance + reach).clamp(max=2 * reach)
    return table[index]


# %% other_way_round | points 1 | the distance is j - i, not i - j: to the right of the diagonal it is positive
def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = place[:, None] - place[None, :]
    return table[distance.clamp(-reach, reach) + reach]


# %% plain_numbers | points 4 | made of plain numbers, the result knows nothing of the table: index the table, so that it can be trained
def relative_bias(length, table):
    reach = len(table) // 2
    numbers = table.tolist()
    return torch.tensor(
        [
            [
                numbers[max(-reach, min(reach, j - i)) + reach]
                for j in range(length)
            ]
            for i in range(length)
        ]
    )


# %% reach_not_added | points 0 | index 0 is the distance -R: add R to the distance before you index
def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = place[None, :] - place[:, None]
    return table[distance.clamp(-reach, reach)]


# %% the_indices | points 0 | these are the indices; use them on the table
def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = place[None, :] - place[:, None]
    return distance.clamp(-reach, reach) + reach


# %% without_sign | points 0 | left and right have the same bias: the distance j - i has a sign, so leave out abs
def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = (place[None, :] - place[:, None]).abs()
    return table[distance.clamp(max=reach) + reach]


# %% wraps_around | points 3 | far distances begin at the other end of the table again; clamp them, so that they count as R or -R
def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = place[None, :] - place[:, None]
    return table[(distance + reach) % len(table)]
