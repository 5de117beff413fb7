merge_heads = lambda x: torch.cat(x.unbind(1), -1)
