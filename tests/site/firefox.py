"""A Firefox without a window, driven by WebDriver BiDi, which needs nothing but a web socket."""

import json
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from itertools import count

import websocket

SECONDS = 60  # the longest that any step may take


def firefox() -> str | None:
    """The path of a Firefox, where there is one."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


class Tab:
    """One tab: go to a page, ask it something."""

    def __init__(self, socket):
        self.socket, self.numbers = socket, count(1)
        self.send("session.new", capabilities={})
        (first,) = self.send("browsingContext.getTree")["contexts"]
        self.context = first["context"]

    def send(self, method, **params):
        """Call a method of the protocol; return its result, or raise RuntimeError."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": params}
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:  # the others are events
                break
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]

    def goto(self, url):
        """Open a page and wait until it is loaded."""
        self.send(
            "browsingContext.navigate",
            context=self.context,
            url=url,
            wait="complete",
        )

    def evaluate(self, expression):
        """Return the value of an expression of JavaScript; a promise is waited for."""
        result = self.send(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({expression})))()",
            target={"context": self.context},
            awaitPromise=True,
        )
        if result["type"] == "exception":
            raise RuntimeError(result["exceptionDetails"]["text"])
        return json.loads(result["result"].get("value", "null"))


@contextmanager
def running_firefox():
    """A tab of a Firefox with a profile of its own; closed when it is left."""
    with tempfile.TemporaryDirectory() as profile:
        command = [firefox(), "--headless", "--no-remote"]
        command += ["--profile", profile, "--remote-debugging-port", "0"]
        process = subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        try:
            address = None
            while address is None:
                line = process.stderr.readline().decode()
                assert line, "Firefox has ended before it listened"
                address = re.search(r"BiDi listening on (ws://\S+)", line)
            socket = websocket.create_connection(
                f"{address[1]}/session", timeout=SECONDS, suppress_origin=True
            )
            yield Tab(socket)
            socket.close()
        finally:
            process.terminate()
            process.wait(SECONDS)
            process.stderr.close()
