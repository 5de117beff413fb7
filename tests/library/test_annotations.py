"""Every public function, method and class says what it takes and what it gives."""

import inspect
import typing
from importlib.resources import files

import pytest

import transformer_lib


def public_functions():
    """Name -> function, for all functions, and all methods of classes, that readers can call."""
    found = {}
    for name in transformer_lib.__all__:
        each = getattr(transformer_lib, name)
        if not inspect.isclass(each):
            found[name] = each
            continue
        for inner, method in vars(each).items():
            if isinstance(method, property):
                method = method.fget
            called = inner in ("__init__", "__len__")
            public = called or not inner.startswith("_")
            if inspect.isfunction(method) and public:
                found[f"{name}.{inner}"] = method
    return found


FUNCTIONS = public_functions()


def test_all_are_found():
    assert len(FUNCTIONS) > 70


@pytest.mark.parametrize("name", FUNCTIONS)
def test_parameters_and_results_are_annotated(name):
    function = inspect.unwrap(FUNCTIONS[name])
    hints = typing.get_type_hints(function)  # every name in them is known
    signature = inspect.signature(function)
    own = "." in name and not isinstance(function, staticmethod)
    parameters = list(signature.parameters)[1 if own else 0 :]
    missing = [each for each in [*parameters, "return"] if each not in hints]
    assert missing == []
    for each, parameter in signature.parameters.items():
        if parameter.default is None and each in hints:
            hint = hints[each]
            assert hint is typing.Any or type(None) in typing.get_args(hint)


def test_type_checkers_are_told():
    assert files("transformer_lib").joinpath("py.typed").is_file()
