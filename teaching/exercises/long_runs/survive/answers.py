# %% right | two_names_in_turn
import hashlib


def go_on(disk, run, steps, every):
    whole = {}
    for name in disk.names():
        digest, data = disk.read(name)[:32], disk.read(name)[32:]
        if hashlib.sha256(data).digest() == digest:
            at = int(data.split(b":", 1)[0])
            whole[at] = data.split(b":", 1)[1]
    if whole:
        run.load(whole[max(whole)])
    while run.at < steps:
        run.step()
        if run.at % every == 0:
            name = "ab"[run.at // every % 2]
            data = f"{run.at}:".encode() + run.save()
            disk.write(name, hashlib.sha256(data).digest() + data)
            disk.sync(name)


# %% right | crc_and_length
import hashlib


def go_on(disk, run, steps, every):
    def whole(name):
        data = disk.read(name)
        return data[-64:] == hashlib.sha256(data[:-64]).hexdigest().encode()

    good = [name for name in disk.names() if whole(name)]
    if good:
        run.load(disk.read(max(good))[:-64])
    for at in range(run.at + 1, steps + 1):
        run.step()
        if at % every == 0:
            data, name = run.save(), f"{at:09d}"
            disk.write(name, data + hashlib.sha256(data).hexdigest().encode())
            disk.sync(name)
            for old in sorted(disk.names())[:-2]:
                disk.delete(old)


# %% right | renamed
import hashlib


def go_on(disk, run, steps, every):
    for name in sorted(disk.names(), reverse=True):
        if name.startswith("new"):
            continue
        digest, _, data = disk.read(name).partition(b"|")
        if digest == hashlib.md5(data).hexdigest().encode():
            run.load(data)
            break
    while run.at < steps:
        run.step()
        if run.at % every:
            continue
        data = run.save()
        disk.write("new", hashlib.md5(data).hexdigest().encode() + b"|" + data)
        disk.sync("new")
        disk.rename("new", f"{run.at:08}")
        done = [name for name in disk.names() if name != "new"]
        for old in done[:-2]:
            disk.delete(old)


# %% right | saved_at_the_end_too
import hashlib


def sealed(data):
    return hashlib.sha256(data).hexdigest().encode() + data


def go_on(disk, run, steps, every):
    for name in reversed(disk.names()):
        data = disk.read(name)[64:]
        if disk.read(name) == sealed(data):
            run.load(data)
            break
    while run.at < steps:
        run.step()
        if run.at % every == 0 or run.at == steps:
            name = f"{run.at:012}"
            disk.write(name, sealed(run.save()))
            disk.sync(name)
            for old in disk.names()[:-2]:
                disk.delete(old)


# %% right | twice_in_one_file
def go_on(disk, run, steps, every):
    """Each file holds the data three times; whole if all are equal."""
    for name in reversed(disk.names()):
        data = disk.read(name)
        third = len(data) // 3
        parts = {data[:third], data[third : 2 * third], data[2 * third :]}
        if third and len(parts) == 1:
            run.load(data[:third])
            break
    while run.at < steps:
        run.step()
        if run.at % every == 0:
            disk.write(f"{run.at:010}", run.save() * 3)
            disk.sync(f"{run.at:010}")
            while len(disk.names()) > 2:
                disk.delete(disk.names()[0])


# %% wrong | no_checksum | points 0 | the file has no checksum, so a damaged one is loaded; put one in front
import hashlib


def sealed(data):
    return hashlib.sha256(data).hexdigest().encode() + data


def go_on(disk, run, steps, every):
    for name in reversed(disk.names()):
        run.load(disk.read(name))
        break
    while run.at < steps:
        run.step()
        if run.at % every == 0:
            name = f"{run.at:012}"
            disk.write(name, run.save())
            disk.sync(name)
            for old in disk.names()[:-2]:
                disk.delete(old)


# %% wrong | unverified | points 0 | the checksum is written but never compared
import hashlib


def sealed(data):
    return hashlib.sha256(data).hexdigest().encode() + data


def go_on(disk, run, steps, every):
    for name in reversed(disk.names()):
        run.load(disk.read(name)[64:])
        break
    while run.at < steps:
        run.step()
        if run.at % every == 0:
            name = f"{run.at:012}"
            disk.write(name, sealed(run.save()))
            disk.sync(name)
            for old in disk.names()[:-2]:
                disk.delete(old)


# %% wrong | one_file | points 5 | there is only one file; if it is torn or damaged nothing is left, so keep the one before it
import hashlib


def sealed(data):
    return hashlib.sha256(data).hexdigest().encode() + data


def go_on(disk, run, steps, every):
    for name in reversed(disk.names()):
        data = disk.read(name)[64:]
        if disk.read(name) == sealed(data):
            run.load(data)
            break
    while run.at < steps:
        run.step()
        if run.at % every == 0:
            name = f"{run.at:012}"
            disk.write(name, sealed(run.save()))
            disk.sync(name)
            for old in disk.names()[:-1]:
                disk.delete(old)


# %% wrong | not_synced | points 2 | after a power cut the run starts again: are the files synced, and is the one before a torn one looked at?
import hashlib


def sealed(data):
    return hashlib.sha256(data).hexdigest().encode() + data


def go_on(disk, run, steps, every):
    for name in reversed(disk.names()):
        data = disk.read(name)[64:]
        if disk.read(name) == sealed(data):
            run.load(data)
            break
    while run.at < steps:
        run.step()
        if run.at % every == 0:
            name = f"{run.at:012}"
            disk.write(name, sealed(run.save()))
            for old in disk.names()[:-2]:
                disk.delete(old)


# %% wrong | all_files_kept | points 2 | all checkpoints stay on the disk; keep two
import hashlib


def sealed(data):
    return hashlib.sha256(data).hexdigest().encode() + data


def go_on(disk, run, steps, every):
    for name in reversed(disk.names()):
        data = disk.read(name)[64:]
        if disk.read(name) == sealed(data):
            run.load(data)
            break
    while run.at < steps:
        run.step()
        if run.at % every == 0:
            name = f"{run.at:012}"
            disk.write(name, sealed(run.save()))
            disk.sync(name)


# %% wrong | value_not_restored | points 0 | only the step was taken from the file; load its data into the run
import hashlib


def sealed(data):
    return hashlib.sha256(data).hexdigest().encode() + data


def go_on(disk, run, steps, every):
    for name in reversed(disk.names()):
        data = disk.read(name)[64:]
        if disk.read(name) == sealed(data):
            run.at = int(name)
            break
    while run.at < steps:
        run.step()
        if run.at % every == 0:
            name = f"{run.at:012}"
            disk.write(name, sealed(run.save()))
            disk.sync(name)
            for old in disk.names()[:-2]:
                disk.delete(old)


# %% enemy | keeps_it_in_a_global | points 0 | a global remembers what the disk should
best = {}


def go_on(disk, run, steps, every):
    if best.get("steps") == steps and run.at == 0:
        run.load(best["data"])
    best["steps"] = steps
    while run.at < steps:
        run.step()
        best["data"] = run.save()


# %% enemy | formula | points 0 | a step of the toy, by the formula of the open case
def go_on(disk, run, steps, every):
    at, value = run.at, run.value
    while at < steps:
        at += 1
        value = (1_103_515_245 * value + at) % 2**31
    run.load(f"{at} {value}".encode())


# %% enemy | starts_again | points 0 | no checkpoints at all: the end is the same, only late
def go_on(disk, run, steps, every):
    while run.at < steps:
        run.step()


# %% enemy | forges_a_state | points 0 | no checkpoint: some steps tell what the value is multiplied by, and the end is loaded
def go_on(disk, run, steps, every):
    seen = [run.value]
    for _ in range(3):
        run.step()
        seen.append(run.value)
    factor = 0  # bit by bit, as far as the values tell
    for bit in range(31):
        for factor in (factor, factor | 1 << bit):
            wrong = [
                (factor * old + at - new) % 2 ** (bit + 1)
                for at, (old, new) in enumerate(zip(seen, seen[1:]), 1)
            ]
            if not any(wrong):
                break
    at, value = run.at, run.value
    while at < steps:
        at += 1
        value = (factor * value + at) % 2**31
    run.load(f"{at} {value}".encode())


# %% enemy | asks_the_seed | points 0 | no checkpoint: it draws what the judge draws, from the value at the start
def go_on(disk, run, steps, every):
    import random

    factor = random.Random(run.value).randrange(5, 2**31, 8)
    at, value = run.at, run.value
    while at < steps:
        at += 1
        value = (factor * value + at) % 2**31
    run.load(f"{at} {value}".encode())
