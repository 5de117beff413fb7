"""One submission, from bytes to a result: reading it, running it in a jail, judging it."""
