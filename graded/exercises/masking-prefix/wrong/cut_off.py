"""
keeps: 0
tells: the answer does not see the prefix; question and answer are not two separate texts
"""


def prefix_mask(size, prefix):
    mask = causal_mask(size)
    mask[:prefix, :prefix] = True
    mask[prefix:, :prefix] = False
    return mask
