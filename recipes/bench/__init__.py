"""The library beside torch.nn: timings, not tests."""
