# %% partition
def unsealed(sealed):
    text = sealed[64:]
    if not sealed.startswith(hashlib.sha256(text.encode("utf-8")).hexdigest()):
        raise ValueError("damaged")
    return text


# %% sealed_again
def unsealed(sealed):
    text = sealed[64:]
    if hashlib.sha256(text.encode()).hexdigest() + text != sealed:
        raise ValueError("damaged")
    return text


# %% updated
def unsealed(sealed):
    digest = hashlib.sha256()
    digest.update(bytes(sealed[64:], "utf-8"))
    if digest.hexdigest() == sealed[:64]:
        return sealed[64:]
    raise ValueError("damaged")


# %% short_first
def unsealed(sealed):
    if len(sealed) < 64:
        raise ValueError("too short")
    checksum, text = sealed[:64], sealed[64:]
    if checksum != hashlib.new("sha256", text.encode()).hexdigest():
        raise ValueError("damaged")
    return text


# %% digit_by_digit
def unsealed(sealed):
    text = sealed[64:]
    wanted = hashlib.sha256(text.encode()).hexdigest()
    for ours, theirs in zip(wanted, sealed.ljust(64), strict=False):
        if ours != theirs:
            raise ValueError("damaged")
    return text
