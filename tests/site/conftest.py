"""The browsers that look at the built pages: Chromium under playwright, and Firefox."""

import json
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlsplit

import pytest
import websocket
from axe_playwright_python.sync_playwright import Axe

# One rule that axe leaves off by default: what is seen on a control must be
# part of its name, or it cannot be called by voice.
# What it finds in order is half a million lines of JSON, and is not asked for.
AXE_OPTIONS = {
    "preload": False,
    "resultTypes": ["violations"],
    "rules": {"label-content-name-mismatch": {"enabled": True}},
}

# Two thirds of the time go into the contrast. A dark page differs from a light one in its colours
# and in nothing else, and a narrow page from a wide one in all but its colours.
COLOURS = ["color-contrast", "link-in-text-block"]
ONLY_COLOURS = {**AXE_OPTIONS, "rules": {}, "runOnly": COLOURS}
ALL_BUT_COLOURS = {
    **AXE_OPTIONS,
    "rules": {
        **AXE_OPTIONS["rules"],
        **{rule: {"enabled": False} for rule in COLOURS},
    },
}


@dataclass
class Visit:
    """What happened while a page was open."""

    page: object
    root: str
    path: str
    requests: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self):
        """Note requests and whatever the console says in red or yellow."""

        def on_console(message):
            if message.type in ("error", "warning"):
                self.complaints.append(message.text)

        self.page.on("console", on_console)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.on("request", lambda r: self.requests.append(r.url))

    def files(self) -> set[str]:
        """What was loaded, as paths within the book."""
        return {
            urlsplit(r.removeprefix(self.root)).path for r in self.requests
        }

    def violations(self, options=AXE_OPTIONS) -> list[str]:
        """Run axe; a line for each violation: rule, place, what is wrong."""
        found = Axe().run(self.page, options=options).response
        return [
            f"{violation['id']} at {node['target']}: {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]


def open_page(
    browser, root, path, theme="light", width=1280, **context_options
):
    """Open a page of the book that lies at `root`, with every way to another host cut."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=theme,
        **context_options,
    )
    visit = Visit(context.new_page(), root, path)
    here = urlsplit(root)[:2]

    def cut(route):
        visit.elsewhere.append(route.request.url)
        route.abort()

    context.route(lambda url: urlsplit(url)[:2] != here, cut)
    visit.listen()
    visit.page.goto(root + path)
    # All of the page is tested, not only what is near the screen.
    visit.page.evaluate(
        "document.documentElement.dataset.opened = 'for a test';"
        "document.body.offsetHeight; document.fonts.ready"
    )
    return visit


@pytest.fixture
def opened(browser, server):
    """A function that opens a page of the book for one test."""
    visits = []

    def open_(path, root=server, **look):
        visits.append(open_page(browser, root, path, **look))
        return visits[-1]

    yield open_
    for visit in visits:
        visit.page.context.close()


# ---- Firefox, driven by WebDriver BiDi, which needs nothing but a web socket ----

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
