"""Settings of the tests of grading: nothing here is timed, and one thread each is enough."""

import zipfile

import pytest
import torch
from hypothesis import HealthCheck, settings

settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "fuzz", settings.get_profile("untimed"), max_examples=3000
)  # of make fuzz
settings.load_profile("untimed")
torch.set_num_threads(1)


@pytest.fixture
def opened_zips(monkeypatch):
    """What ZipFile was asked to open so far; a test that writes zips clears it after that."""
    opened = []

    class Counted(zipfile.ZipFile):
        def __init__(self, *given):
            opened.append(given)
            super().__init__(*given)

    monkeypatch.setattr(zipfile, "ZipFile", Counted)
    return opened
