"""Build the pages: `jupyter-book build -W -n --keep-going .`, with less noise.

Sphinx's own command asks whether its output is a terminal before it uses colours; Jupyter Book's
does not. And nobody reads the settings of the parsers, a screen of them.
"""

import logging
import sys

from jupyter_book import utils
from jupyter_book.cli.main import main
from sphinx.util.console import color_terminal, nocolor

NOISE = ["myst_parser.sphinx_ext.main", "myst_nb", "sphinx_external_toc"]

if __name__ == "__main__":
    for name in NOISE:
        logging.getLogger(f"sphinx.{name}").setLevel(logging.WARNING)
    if not color_terminal():
        nocolor()
        utils.bcolors.update(dict.fromkeys(utils.bcolors, ""))
        utils.endc = ""
    main(["build", "-W", "-n", "--keep-going", *(sys.argv[1:] or ["."])])
