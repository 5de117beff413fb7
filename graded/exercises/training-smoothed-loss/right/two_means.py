def smoothed_loss(logits, target, pad_id, smoothing):

    kept = target != pad_id
    minus = -torch.log_softmax(logits[kept], dim=1)
    right = minus.take_along_dim(target[kept][:, None], 1).mean()
    return torch.lerp(right, minus.mean(), smoothing)
