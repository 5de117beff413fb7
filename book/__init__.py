"""How the book's pages are made: the Sphinx extension, its styles, scripts and fonts."""
