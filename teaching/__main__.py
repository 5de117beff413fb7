"""The teacher's command line: ``python -m teaching --help`` lists its commands.

Each room brings its own, in a module ``commands``. Help lists them in the order in which the module
defines them, below the first line of its docstring. These modules are imported to show any help, so
they import what takes long only when a command runs.
"""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import click

from teaching.classes.sheets import printable
from teaching.refused import Refused

EXAMPLES = """\b
From a folder of submissions to marks:
  python -m teaching grade submissions.zip --out week1
  python -m teaching marks week1
  python -m teaching feedback week1

`make grade SUBMISSIONS=submissions.zip OUT=week1` does all of it.
"""


class Rooms(click.Group):
    """A group whose help lists the commands room by room."""

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write one section for each room."""
        for title, commands in ROOMS.items():
            width = formatter.width - 6 - max(map(len, self.commands))
            with formatter.section(title):
                formatter.write_dl(
                    (each.name or "", each.get_short_help_str(width))
                    for each in commands
                )


@click.group(cls=Rooms, epilog=EXAMPLES, help="Teach with this book.")
def teaching() -> None:
    """Run a sub-command."""


def _rooms() -> dict[str, list[click.Command]]:
    """Return {title: commands} of all rooms that have some."""
    rooms = {}
    for path in sorted(Path(__file__).parent.glob("*/commands.py")):
        module = importlib.import_module(
            f"teaching.{path.parent.name}.commands"
        )
        title = (module.__doc__ or "").partition("\n")[0].removesuffix(".")
        rooms[title] = _commands(module)
    return rooms


def _commands(module: ModuleType) -> list[click.Command]:
    """Return the click commands of a module."""
    values = vars(module).values()
    return [each for each in values if isinstance(each, click.Command)]


ROOMS = _rooms()
for command in (each for room in ROOMS.values() for each in room):
    teaching.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 2 refused, 130 stopped by Ctrl-C."""
    name = "python -m teaching"
    try:
        status: int = teaching.main(arguments, name, standalone_mode=False)
        return status or 0
    except click.Abort:
        print(
            "Stopped. What is graded is kept; the same command goes on.",
            file=sys.stderr,
        )
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except Refused as error:
        # It may name files and students, who choose names that colour a terminal.
        print(printable(f"{name}: {error}"), file=sys.stderr)
        return 2
    except OSError as error:
        said = (
            f"{name}: {error}. Remedy: check the path, its permissions and "
            "the free space on the disk."
        )
        print(printable(said), file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
