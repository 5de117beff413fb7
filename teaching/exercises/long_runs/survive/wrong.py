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


# %% one_file | points 3 | there is only one file; if it is torn or damaged nothing is left, so keep the one before it
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


# %% gives_up_on_the_newest | points 0 | only the newest file is looked at; if it is damaged the one before it counts
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
            for old in disk.names()[:-2]:
                disk.delete(old)


# %% from_the_beginning | points 0 | the run starts from the beginning each time; go on from a checkpoint
import hashlib


def sealed(data):
    return hashlib.sha256(data).hexdigest().encode() + data


def go_on(disk, run, steps, every):
    while run.at < steps:
        run.step()
        if run.at % every == 0:
            name = f"{run.at:012}"
            disk.write(name, sealed(run.save()))
            disk.sync(name)
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


# %% not_synced | points 0 | nothing is synced, so a power cut tears all that was written since
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


# %% oldest_first | points 0 | the oldest whole file is loaded; take the newest
import hashlib


def sealed(data):
    return hashlib.sha256(data).hexdigest().encode() + data


def go_on(disk, run, steps, every):
    for name in disk.names():
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
            for old in disk.names()[:-2]:
                disk.delete(old)


# %% names_without_zeros | points 0 | the names are sorted as texts: 100 stands before 20; fill them with zeros
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
            name = f"{run.at}"
            disk.write(name, sealed(run.save()))
            disk.sync(name)
            for old in disk.names()[:-2]:
                disk.delete(old)


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
