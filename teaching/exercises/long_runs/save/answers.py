# %% right | another_name
def mended_save(disk, name, data):
    unfinished = "~" + name
    disk.write(unfinished, data)
    disk.sync(unfinished)
    disk.rename(unfinished, name)


# %% right | synced_again
def mended_save(disk, name, data):
    beside = f"{name}.tmp"
    disk.write(beside, data)
    disk.sync(beside)
    disk.rename(beside, name)
    disk.sync(name)


# %% right | first_time_too
def mended_save(disk, name, data):
    new = name + ".unfinished"
    if new in disk.names():
        disk.delete(new)
    disk.write(new, data)
    disk.sync(new)
    disk.rename(new, name)


# %% right | compared
def mended_save(disk, name, data):
    new = name + ".new"
    disk.write(new, data)
    disk.sync(new)
    assert disk.read(new) == data
    disk.rename(new, name)


# %% right | backup
def mended_save(disk, name, data):
    """The data are on the disk in full, twice, before the name is theirs."""
    for beside in (name + ".1", name + ".2"):
        disk.write(beside, data)
        disk.sync(beside)
    disk.rename(name + ".1", name)
    disk.delete(name + ".2")


# %% wrong | buggy | points 1 | this is the buggy function still: what if the power fails right after delete?
def mended_save(disk, name, data):
    disk.write(name + ".new", data)
    if name in disk.names():
        disk.delete(name)
    disk.rename(name + ".new", name)
    disk.sync(name)


# %% wrong | still_deletes | points 1 | the old file is deleted before the new one has its name; renaming replaces it by itself
def mended_save(disk, name, data):
    disk.write(name + ".new", data)
    disk.sync(name + ".new")
    if name in disk.names():
        disk.delete(name)
    disk.rename(name + ".new", name)


# %% wrong | synced_after | points 1 | the bytes are synced after the renaming; until then the new name may belong to a torn file
def mended_save(disk, name, data):
    disk.write(name + ".new", data)
    disk.rename(name + ".new", name)
    disk.sync(name)


# %% wrong | never_synced | points 0 | nothing is synced; a power cut tears the file even later
def mended_save(disk, name, data):
    disk.write(name + ".new", data)
    disk.rename(name + ".new", name)


# %% wrong | in_place | points 1 | the file is written in place; if the power fails meanwhile, half of it is there
def mended_save(disk, name, data):
    disk.write(name, data)
    disk.sync(name)


# %% wrong | old_moved_away | points 0 | the old file is moved away first; for a moment nothing has the name
def mended_save(disk, name, data):
    if name in disk.names():
        disk.rename(name, name + ".old")
    disk.write(name + ".new", data)
    disk.sync(name + ".new")
    disk.rename(name + ".new", name)


# %% enemy | goes_on_after_the_cut | points 1 | it catches the power cut and writes again; right on a good day
def mended_save(disk, name, data):
    for _ in range(3):
        try:
            disk.write(name, data)
            disk.sync(name)
            return
        except BaseException:
            pass


# %% enemy | keeps_it_in_a_global | points 1 | what was written last is written again the next time
last = {}


def mended_save(disk, name, data):
    if last:
        disk.write(name, last.pop("data"))
    last["data"] = data
    disk.write(name, data)
    disk.sync(name)
