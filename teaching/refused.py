"""What every command says when it cannot do its work."""


class Refused(Exception):
    """Something that cannot be done as asked; the message names cause and remedy."""
