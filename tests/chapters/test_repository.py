"""Files that other programs read: settings of hooks and workflows, the citation, constraints."""

import re
import runpy
import tomllib

import pytest
import yaml

from book.reader.chapters import ROOT

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
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
        "project"
    ]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == project["version"]
    assert f"## [{project['version']}]" in (ROOT / "CHANGELOG.md").read_text(
        "utf-8"
    )


def test_the_weights_are_pinned_alike_with_and_without_hashes():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    pinned = project["project"]["optional-dependencies"]["real"]
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
