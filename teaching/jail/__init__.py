"""One submission, from bytes to a result: read it, run it in a jail, judge it.

This folder goes whole into the jail and into Gradescope's bundle, so it imports only itself,
``graded`` and ``book.reader``.
"""
