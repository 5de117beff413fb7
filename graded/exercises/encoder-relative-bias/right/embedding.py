import torch.nn.functional as F


def relative_bias(length, table):
    R = len(table) // 2
    place = torch.arange(length, dtype=torch.float32)
    distance = (place - place[:, None]).clamp_(min=-R, max=R)
    return F.embedding((distance + R).long(), table[:, None]).squeeze(-1)
