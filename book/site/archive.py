"""The finished pages once more, as one file to take along; the first page links to it.

Unpacked, they need no server and no network. The same pages give the same bytes.
"""

import zipfile
from pathlib import Path

NAME = "the-transformer-step-by-step"
AS_LONG_AGO_AS_A_ZIP_KNOWS = (1980, 1, 1, 0, 0, 0)


def pack(folder: Path, archive: Path) -> None:
    """Pack all files of a folder, but for the archive itself, below one folder named like it."""
    files = sorted(
        file
        for file in folder.rglob("*")
        if file.is_file() and file != archive
    )
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            name = f"{archive.stem}/{file.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, AS_LONG_AGO_AS_A_ZIP_KNOWS)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16  # readable once unpacked
            packed.writestr(entry, file.read_bytes())


def pack_pages(app, exception) -> None:
    """Pack a finished HTML build."""
    if not exception and app.builder.format == "html":
        out = Path(app.outdir)
        pack(out, out / f"{NAME}.zip")


def setup(app) -> None:
    """Run last, when the pages are mended and light."""
    app.connect("build-finished", pack_pages, priority=950)
