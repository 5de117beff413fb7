"""From the pages that Sphinx wrote to the finished ones: mended, light, with networks and archive.

What Sphinx wrote stays as it is, so every build finishes the pages from the beginning, and only
where something has changed. The archive holds them once more, as one file to take along: unpacked,
they need no server and no network.
"""

import fnmatch
import hashlib
import io
import json
import zipfile
from pathlib import Path

from lxml import html

from book.cache import inputs_hash
from book.site import networks
from book.site.light import is_needed, lighten
from book.site.page import as_text, mend

NAME = "the-transformer-step-by-step"


def zip_of(files: dict[str, bytes], folder: str) -> bytes:
    """Pack files below one folder. The same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}")
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16  # readable once unpacked
            archive.writestr(entry, content)
    return packed.getvalue()


def finish(written: Path, root: Path) -> dict[str, bytes]:
    """Return the finished files of the pages that Sphinx wrote of the book in `root`, by name."""
    files = {
        file.relative_to(written).as_posix(): file.read_bytes()
        for file in sorted(written.rglob("*"))
        if file.is_file() and is_needed(file.name)
    }
    pages = {
        name: html.document_fromstring(content.decode())
        for name, content in files.items()
        if name.endswith(".html")
    }
    for name, page in pages.items():
        mend(page, name, root)
    lighten(files, list(pages.values()))
    for name, page in pages.items():
        files[name] = as_text(page).encode()
    text = b"".join(files[name] for name in pages).decode()
    files |= networks.files(set(networks.IN_PAGES.findall(text)))
    for name in fnmatch.filter(files, "_images/*"):
        if name.removeprefix("_images/") not in text:
            del files[name]  # of an earlier build
    return files | {f"{NAME}.zip": zip_of(files, NAME)}


def put(files: dict[str, bytes], folder: Path, record: Path, key: str) -> None:
    """Write files into a folder, and remove what an earlier call wrote that is not among them.

    `record` keeps what each file may hold, from before the first is written: a build that was
    interrupted knows its files again. Raises FileExistsError, before anything is changed, where
    something lies in the way that no build wrote; whatever else is in the folder stays.
    """
    known = _read(record)["files"]
    wanted = {name: [_sum(content)] for name, content in files.items()}
    either = {
        n: [*known.get(n, ()), *wanted.get(n, ())] for n in known | wanted
    }
    found = {name: _sum_of(folder / name) for name in either}
    for name in wanted:
        if found[name] not in (None, *either[name]) or any(
            parent.exists() and not parent.is_dir()
            for parent in (folder / name).parents
        ):
            raise FileExistsError(
                f"{folder / name} is in the way: no build of the book wrote it, and "
                f"nothing was changed. Remedy: move {folder} elsewhere."
            )
    write_whole(record, json.dumps({"key": "", "files": either}).encode())
    for name in known.keys() - wanted:
        if found[name] in known[name]:
            (folder / name).unlink()
    for name, content in files.items():
        if found[name] not in wanted[name]:
            write_whole(folder / name, content)
    write_whole(record, json.dumps({"key": key, "files": wanted}).encode())


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _sum_of(path: Path) -> str | None:
    """Return the checksum of a file, "" for a folder or the like, None where there is nothing."""
    if path.is_file():
        return _sum(path.read_bytes())
    return "" if path.exists() else None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is whole or as it was before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _read(record: Path) -> dict:
    if not record.exists():
        return {"key": "", "files": {}}
    return json.loads(record.read_text("utf-8"))


def publish(root: Path, written: Path, folder: Path) -> None:
    """Finish the pages that Sphinx wrote and put them into a folder, if they are not there yet."""
    record = folder.with_suffix(".json")
    key = "-".join(
        [
            inputs_hash(written, ["**/*"]),
            inputs_hash(root, ["book/site/*.py", "chapters/*.ipynb"]),
            networks.version_of_all(),
        ]
    )
    before = _read(record)
    if before["key"] != key or any(
        _sum_of(folder / name) not in sums
        for name, sums in before["files"].items()
    ):
        put(finish(written, root), folder, record, key)
