def packed_mask(segments):
    looks, seen = segments[:, None, :, None], segments[:, None, None, :]
    return ((looks == seen) & (looks > 0)).tril()
