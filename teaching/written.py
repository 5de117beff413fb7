"""Writes files for a teacher: whatever this project did not write is never overwritten or deleted.

A folder that it fills holds the list ``.written``: a line for each file, its SHA-256 and its name,
appended before the file is in place. What is there with another content is somebody else's, or was
changed by hand.
"""

import errno
import hashlib
import io
import itertools
import os
import secrets
import sys
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from teaching.refused import Refused

LIST = ".written"
HEAD = "# Files written by `python -m teaching`; whatever else is here stays as it is.\n"
FULL = (errno.ENOSPC, errno.EDQUOT)
NOT_WORTH_A_WORD = (".DS_Store", "Thumbs.db", "desktop.ini")


def write_whole(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file under another name, then rename it: it is whole, or as it was before.

    Raises Refused, with the remedy, if the disk does not take it.
    """
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with open(file, "wb") as opened:
                opened.write(data)
                opened.flush()
                os.fsync(file)
            os.replace(half, path)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Refused(_cannot_write(path, error)) from error


def _cannot_write(path: Path, error: OSError) -> str:
    remedy = (
        "make room on the disk; then give the same command"
        if error.errno in FULL
        else "check who may write there, and close the program that has it open"
    )
    return (
        f"{path} cannot be written ({error.strerror}); what was there is "
        f"unchanged. Remedy: {remedy}."
    )


def write_new(files: Mapping[Path, bytes]) -> None:
    """Write files where there are none; one that is there already must be the same.

    Raises Refused before anything is written.
    """
    for path, data in files.items():
        if path.exists() and not (
            path.is_file() and path.read_bytes() == data
        ):
            raise Refused(
                f"{path} is there already, and is not overwritten. Remedy: "
                "give another name, or move it away."
            )
    for path, data in files.items():
        if not path.exists():
            write_whole(path, data)


def refuse_foreign(folder: Path, ours: Collection[str] = ()) -> None:
    """Refuse a folder that holds more than these, and what systems put there: raises Refused."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise Refused(f"{folder} is not a folder. Remedy: name another one.")
    known = {*ours, *NOT_WORTH_A_WORD}
    found = sorted({path.name for path in folder.iterdir()} - known)
    if found:
        shown = ", ".join(found[:3]) + (" …" if len(found) > 3 else "")
        raise Refused(
            f"{folder} holds files that this command did not write ({shown}). "
            "Nothing was changed. Remedy: name a new or an empty folder."
        )


class Written:
    """A folder that this project fills, new or empty or known by its list.

    ``mode`` holds the rights of its files; without any for others, they may not look into the
    folder either. Raises Refused if it holds something, and no list.
    """

    def __init__(self, folder: Path, mode: int = 0o666):
        self.folder, self.mode = Path(folder), mode
        self._list = self.folder / LIST
        if not self._list.is_file():
            refuse_foreign(self.folder)
            rights = 0o777 if mode & 0o077 else 0o700
            self.folder.mkdir(parents=True, exist_ok=True, mode=rights)
            write_whole(self._list, HEAD.encode(), mode)
        self._hashes: dict[str, set[str]] = {}
        for line in self._list.read_text("utf-8").splitlines():
            sha256, _, name = line.partition("  ")
            self._hashes.setdefault(name, set()).add(sha256)

    def _is_ours(self, name: str, data: bytes) -> bool:
        return sha256_of(data) in self._hashes.get(name, ())

    def write(self, name: str, data: bytes) -> Path:
        """Write a file; return its path. What somebody else wrote there is kept aside, and named.

        Raises Refused if that is not possible.
        """
        path = self.folder / name
        if path.is_dir():
            raise Refused(f"{path} is a folder. Remedy: move it away.")
        if path.exists():
            before = path.read_bytes()
            if before == data:
                self._enter(name, data)
                return path
            if not self._is_ours(name, before):
                print(
                    f"{path} was changed by hand, or is not ours: it is kept "
                    f"as {self._kept_aside(path, before)}",
                    file=sys.stderr,
                )
        self._enter(name, data)
        write_whole(path, data, self.mode)
        return path

    def _enter(self, name: str, data: bytes) -> None:
        """Put a file in the list, before it is in place: a killed run must know what it wrote."""
        if self._is_ours(name, data):
            return
        sha256 = sha256_of(data)
        try:
            with self._list.open("a", encoding="utf-8") as file:
                file.write(f"{sha256}  {name}\n")
        except OSError as error:
            raise Refused(_cannot_write(self._list, error)) from error
        self._hashes.setdefault(name, set()).add(sha256)

    def _kept_aside(self, path: Path, data: bytes) -> Path:
        """Copy a file to the first free name beside it; return the new path."""
        names = (f"{path.stem}.{n}{path.suffix}" for n in itertools.count(1))
        paths = (path.with_name(name) for name in names)
        aside = next(each for each in paths if not each.exists())
        write_whole(aside, data, self.mode)
        return aside

    def remove_all_but(self, names: set[str]) -> None:
        """Delete what was written here earlier, is unchanged, and is not one of these."""
        for name in sorted(set(self._hashes) - names):
            path = self.folder / name
            if path.is_file() and self._is_ours(name, path.read_bytes()):
                path.unlink()


def sha256_of(data: bytes) -> str:
    """Return the hash of a content."""
    return hashlib.sha256(data).hexdigest()


def zip_of(
    files: Mapping[str, bytes], programs: Collection[str] = ()
) -> bytes:
    """Return a zip, the same, byte for byte, for the same files; programs can be executed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, or the rights below say nothing
            rights = 0o755 if name in programs else 0o644
            entry.external_attr = rights << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name relative to the folder, content) for each file below it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()
