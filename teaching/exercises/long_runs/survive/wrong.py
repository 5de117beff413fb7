# %% no_checksum | points 0 | the file has no checksum, so a damaged one is loaded; put one in front
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


# %% unverified | points 0 | the checksum is written but never compared
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


# %% one_file | points 5 | there is only one file; if it is torn or damaged nothing is left, so keep the one before it
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


# %% not_synced | points 2 | after a power cut the run starts again: are the files synced, and is the one before a torn one looked at?
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


# %% all_files_kept | points 2 | all checkpoints stay on the disk; keep two
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


# %% one_step_too_many | points 0 | it takes a step beyond the last one
import hashlib


def sealed(data):
    return hashlib.sha256(data).hexdigest().encode() + data


def go_on(disk, run, steps, every):
    for name in reversed(disk.names()):
        data = disk.read(name)[64:]
        if disk.read(name) == sealed(data):
            run.load(data)
            break
    while run.at <= steps:
        run.step()
        if run.at % every == 0:
            name = f"{run.at:012}"
            disk.write(name, sealed(run.save()))
            disk.sync(name)
            for old in disk.names()[:-2]:
                disk.delete(old)


# %% value_not_restored | points 0 | only the step was taken from the file; load its data into the run
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
