# %% another_name
def mended_save(disk, name, data):
    unfinished = "~" + name
    disk.write(unfinished, data)
    disk.sync(unfinished)
    disk.rename(unfinished, name)


# %% synced_again
def mended_save(disk, name, data):
    beside = f"{name}.tmp"
    disk.write(beside, data)
    disk.sync(beside)
    disk.rename(beside, name)
    disk.sync(name)


# %% first_time_too
def mended_save(disk, name, data):
    new = name + ".unfinished"
    if new in disk.names():
        disk.delete(new)
    disk.write(new, data)
    disk.sync(new)
    disk.rename(new, name)


# %% compared
def mended_save(disk, name, data):
    new = name + ".new"
    disk.write(new, data)
    disk.sync(new)
    assert disk.read(new) == data
    disk.rename(new, name)


# %% backup
def mended_save(disk, name, data):
    """The data are on the disk in full, twice, before the name is theirs."""
    for beside in (name + ".1", name + ".2"):
        disk.write(beside, data)
        disk.sync(beside)
    disk.rename(name + ".1", name)
    disk.delete(name + ".2")
