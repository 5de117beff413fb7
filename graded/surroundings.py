"""Leaves the notebook as it was, whatever runs inside a check."""

import random
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np


@contextmanager
def undisturbed() -> Iterator[None]:
    """Restore the global random generators afterwards, and the settings."""
    torch = sys.modules.get("torch")
    of_python, of_numpy = random.getstate(), np.random.get_state()
    of_torch = torch.get_rng_state() if torch else None
    try:
        with settings_restored():
            yield
    finally:
        random.setstate(of_python)
        np.random.set_state(of_numpy)
        if torch:
            torch.set_rng_state(of_torch)


@contextmanager
def settings_restored() -> Iterator[None]:
    """Restore the warning filters afterwards, and PyTorch's threads, gradient mode and dtype."""
    torch = sys.modules.get("torch")
    if torch:
        threads = torch.get_num_threads()
        gradients = torch.is_grad_enabled()
        dtype = torch.get_default_dtype()
    try:
        with warnings.catch_warnings():
            yield
    finally:
        if torch:
            if torch.get_num_threads() != threads:
                torch.set_num_threads(threads)
            torch.set_grad_enabled(gradients)
            torch.set_default_dtype(dtype)
