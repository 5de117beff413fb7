"""Show a folder of pages in the browser: `python -m book.serve FOLDER --port 8000`.

The server of the standard library. The port is taken before the browser is opened, so that nobody
looks at another program's page.
"""

import argparse
import errno
import sys
import threading
import webbrowser
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """A port that another program listens on is not shared with it."""

    allow_reuse_port = False


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def log_message(self, *args):
        pass


@contextmanager
def serving(folder):
    """The address at which a folder is served while the context lasts."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def main() -> int:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description="Show pages in the browser.")
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, default=8000)
    given = parser.parse_args()
    handler = partial(SimpleHTTPRequestHandler, directory=given.folder)
    try:
        server = Server(("localhost", given.port), handler)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        print(
            f"Port {given.port} is not free: {error.strerror}. "
            f"Remedy: another one, make serve PORT={given.port + 1}",
            file=sys.stderr,
        )
        return 1
    with server:
        address = f"http://localhost:{server.server_port}/index.html"
        print(f"The book is at {address} (Ctrl-C ends it)")
        webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
