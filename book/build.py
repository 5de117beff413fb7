"""Build the pages: `jupyter-book build -W -n --keep-going .`, in plain text where it is not seen.

Sphinx's own command asks whether its output is a terminal; Jupyter Book's does not.
"""

import sys

from jupyter_book.cli.main import main
from sphinx.util.console import color_terminal, nocolor

if __name__ == "__main__":
    if not color_terminal():
        nocolor()
    main(["build", "-W", "-n", "--keep-going", *(sys.argv[1:] or ["."])])
