def gaussian_attention(query, key, value, width):
    distance = torch.cdist(
        query, key, compute_mode="donot_use_mm_for_euclid_dist"
    )
    weights = torch.softmax(-(distance**2) / (2 * width**2), dim=1)
    return weights @ value, weights
