"""Hand out the book.

What makes it, PyTorch included, is imported when the command runs: help is quick.
"""

import tempfile
from pathlib import Path

import click

from teaching.refused import Refused, example
from teaching.written import Written, files_below

SHOWN = 20  # leaks


@click.command("handout", epilog=example("handout --no-pages"))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write it; by default _build/class in the book's folder.",
)
@click.option(
    "--pages/--no-pages",
    default=True,
    help="Build the pages without solutions as well, which needs `make book`.",
)
def handout(out: Path | None, pages: bool) -> None:
    """Make what a class is handed: zips, and the book without solutions.

    In the end everything is searched for lines of solutions and tests.
    """
    from book import class_pages
    from book.class_pages import HandoutError
    from book.reader.chapters import ROOT
    from teaching.handouts import zips

    out = out or ROOT / "_build" / "class"
    written = Written(out)
    try:
        made = zips.write_zips(written)
        for path in made:
            click.echo(f"{path.stat().st_size / 1024:7.0f} KB  {path}")
        names = {path.name for path in made}
        if pages:
            click.echo("Building the pages without solutions …")
            with tempfile.TemporaryDirectory() as scratch:
                class_pages.build(Path(scratch) / "book")
                for name, data in files_below(Path(scratch)):
                    written.write(name, data)
                    names.add(name)
            click.echo(f"Pages for the class: {out / 'book' / 'index.html'}")
        written.remove_all_but(names)
    except HandoutError as error:
        raise Refused(str(error)) from None
    search(out)


def search(folder: Path) -> None:
    """Search a folder for secrets; refuse it if there are any."""
    from teaching.handouts.leaks import leaks, secrets

    hidden = secrets()
    found = leaks(folder, hidden=hidden)
    for sentence in found[:SHOWN]:
        click.echo(sentence, err=True)
    if found:
        raise Refused(
            f"{len(found)} secret lines are in {folder}. Remedy: hand nothing "
            "of it out; take them out of the files that are named above."
        )
    click.echo(f"No secret is in it; {len(hidden)} lines were searched for.")
