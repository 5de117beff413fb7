"""Source for drivers of exercises in which attention is written by hand.

What is called is refused: PyTorch's functions, the book's, and those that the chapter itself
defines. A copy of their code cannot be told from an answer, and no exercise forbids it.
"""

BY_HAND = """\
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import torch
from torch.overrides import TorchFunctionMode

PYTORCHS = ("scaled_dot_product_attention", "multi_head_attention_forward")
BOOKS = ("_check_sizes", "_masked_softmax")  # with which its functions begin and end


def refusing(name):
    def refuse(*_, **__):
        raise RuntimeError(f"{name} was used: write the attention by hand")

    return refuse


class NoLibrary(TorchFunctionMode):
    def __torch_function__(self, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        if name in PYTORCHS:
            refusing(name)()
        return function(*args, **(kwargs or {}))


@contextmanager
def by_hand(answer):
    with ExitStack() as stack:
        for name in PYTORCHS:  # also where the mode above is switched off
            function = f"torch.nn.functional.{name}"
            stack.enter_context(patch(function, refusing(name)))
        for name in BOOKS:
            function = f"transformer_lib.query_key_value.{name}"
            stack.enter_context(patch(function, refusing("attention")))
        seen = getattr(answer, "__globals__", {})
        own = {n: refusing(n) for n in ("attention", "attend") if n in seen}
        stack.enter_context(patch.dict(seen, own))
        stack.enter_context(NoLibrary())
        yield


"""
