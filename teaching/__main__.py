"""The teacher's command line: ``python -m teaching --help`` lists its commands.

Each room brings its own, in a module ``commands``. Help lists them in the order in which the module
defines them, below the first line of its docstring. These modules are imported to show any help, so
they import what takes long only when a command runs.
"""

import importlib
import sys
from pathlib import Path

import click

from teaching.classes.sheets import printable

NAME = "python -m teaching"
EXAMPLES = """\b
From a folder of submissions to marks:
  python -m teaching grade submissions.zip --out week1
  python -m teaching marks week1
  python -m teaching feedback week1

`make grade SUBMISSIONS=submissions.zip OUT=week1` does all of it.
"""
ROOMS: dict[str, list[click.Command]] = {}  # by their titles


class Rooms(click.Group):
    """A group whose help lists the commands room by room."""

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write one section for each room."""
        width = formatter.width - 6 - max(map(len, self.commands))
        for title, commands in ROOMS.items():
            with formatter.section(title):
                formatter.write_dl(
                    (each.name or "", each.get_short_help_str(width))
                    for each in commands
                )


@click.group(cls=Rooms, epilog=EXAMPLES, help="Teach with this book.")
def teaching() -> None:
    """Run a sub-command."""


for path in sorted(Path(__file__).parent.glob("*/commands.py")):
    module = importlib.import_module(f"teaching.{path.parent.name}.commands")
    title = (module.__doc__ or "").partition("\n")[0].removesuffix(".")
    values = vars(module).values()
    ROOMS[title] = [each for each in values if isinstance(each, click.Command)]
    for command in ROOMS[title]:
        teaching.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 2 refused, 130 stopped by Ctrl-C."""
    try:
        return teaching.main(arguments, NAME, standalone_mode=False) or 0
    except click.Abort:
        said = "Stopped. What is graded is kept; the same command goes on."
        print(said, file=sys.stderr)
        return 130
    except click.UsageError as error:
        error.show()
    except (click.ClickException, OSError) as error:
        said = f"{NAME}: {error}"
        if isinstance(error, OSError):
            said += ". Remedy: check the path, its permissions and the disk."
        # It may name files and students, who choose names that colour a terminal.
        print(printable(said), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
