# %% not_checked | points 1 | nothing is compared: a damaged text is returned as if it were whole
def unsealed(sealed):
    return sealed[64:]


# %% eight_digits | points 2 | only the first digits are compared; compare all 64
def unsealed(sealed):
    text = sealed[64:]
    if sealed[:8] != hashlib.sha256(text.encode()).hexdigest()[:8]:
        raise ValueError("damaged")
    return text


# %% with_checksum | points 2 | the checksum is still in front; return the text behind it
def unsealed(sealed):
    text = sealed[64:]
    if sealed[:64] != hashlib.sha256(text.encode()).hexdigest():
        raise ValueError("damaged")
    return sealed


# %% none_returned | points 1 | for a damaged text None is returned; raise a ValueError
def unsealed(sealed):
    text = sealed[64:]
    if sealed[:64] == hashlib.sha256(text.encode()).hexdigest():
        return text
    return None


# %% stripped | points 2 | white space at the ends belongs to the text; do not strip it
def unsealed(sealed):
    text = sealed[64:]
    if sealed[:64] != hashlib.sha256(text.encode()).hexdigest():
        raise ValueError("damaged")
    return text.strip()


# %% asserted | points 1 | an assert raises an AssertionError, and may be switched off; raise a ValueError
def unsealed(sealed):
    text = sealed[64:]
    assert sealed[:64] == hashlib.sha256(text.encode()).hexdigest()
    return text


# %% other_hash | points 2 | this is another hash: no text is whole for it; use SHA-256
def unsealed(sealed):
    text = sealed[64:]
    if sealed[:64] != hashlib.blake2s(text.encode()).hexdigest():
        raise ValueError("damaged")
    return text
