"""The finished pages once more, as one file to take along; the first page links to it.

Unpacked, they need no server and no network. The same pages give the same bytes. It is the last
that a build makes, and the first that the next one removes before it writes a page: where it lies,
all pages are finished.
"""

import zipfile
from pathlib import Path

NAME = "the-transformer-step-by-step"
AS_LONG_AGO_AS_A_ZIP_KNOWS = (1980, 1, 1, 0, 0, 0)


def pack(folder: Path, archive: Path) -> None:
    """Pack all files of a folder, but for the archive itself, below one folder named like it."""
    unfinished = archive.with_suffix(".unfinished")
    files = sorted(
        file
        for file in folder.rglob("*")
        if file.is_file() and file not in (archive, unfinished)
    )
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            name = f"{archive.stem}/{file.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, AS_LONG_AGO_AS_A_ZIP_KNOWS)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16  # readable once unpacked
            packed.writestr(entry, file.read_bytes())
    unfinished.replace(archive)


def restore(files, archive: Path) -> None:
    """Give files of the archive's folder the contents that they have in it."""
    with zipfile.ZipFile(archive) as packed:
        for file in files:
            name = file.relative_to(archive.parent).as_posix()
            file.write_bytes(packed.read(f"{archive.stem}/{name}"))


def archive_of(app) -> Path:
    """Return where a build's archive lies, or shall lie."""
    return Path(app.outdir) / f"{NAME}.zip"


def remove(app, builder) -> None:
    """Remove the archive before pages are written."""
    archive_of(app).unlink(missing_ok=True)


def pack_pages(app, exception) -> None:
    """Pack a finished HTML build, unless nothing was written."""
    archive = archive_of(app)
    if exception or app.builder.format != "html" or archive.exists():
        return
    pack(archive.parent, archive)


def setup(app) -> None:
    """Run last, when the pages are mended and light."""
    app.connect("write-started", remove)
    app.connect("build-finished", pack_pages, priority=950)
