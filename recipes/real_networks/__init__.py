"""Sound, hashes and reference values for the three networks of the real-networks chapter."""
