"""Sound, hashes and reference values for the three networks of chapter 15."""
