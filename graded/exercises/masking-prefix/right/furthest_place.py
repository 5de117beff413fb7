def prefix_mask(size, prefix):
    place = torch.arange(size)
    furthest = torch.maximum(place, torch.tensor(prefix - 1))
    return place[None] <= furthest[:, None]
