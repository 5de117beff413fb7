"""Mutants: an answer's source with one small mistake in it, made by a machine.

Tests that let a mutant through do not look at what was changed.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from typing import Any

SWAPPED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
MODULES = {"np", "numpy", "torch", "math", "nn", "F", "random", "copy"}
SYMMETRIC = {"transpose", "swapaxes", "max", "min", "maximum", "minimum"}
DROPPED = (
    *(ast.Assign, ast.AugAssign, ast.Expr, ast.Raise, ast.Return),
    *(ast.If, ast.For, ast.While, ast.Delete, ast.Break, ast.Continue),
)
# What an answer says in words, and where it gets its names, is not tested.
LEFT_ALONE = (ast.JoinedStr, ast.Import, ast.ImportFrom)
UNSEEN_FIELDS = {"annotation", "returns", "exc", "cause", "msg", "ctx"}


def mutants(source: str) -> dict[str, str]:
    """Give all mutants of a source: a dict from description to mutated source.

    A description names the change and its line, such as ``line 3: a + b -> a - b``, counted from
    the first statement, so that a comment above moves nothing; the second of two equal ones ends
    with ``(2)``.
    """
    tree = ast.parse(source)
    found: dict[str, str] = {}
    seen, count = {ast.unparse(tree)}, Counter[str]()
    above = tree.body[0].lineno - 1
    for parent, field, index, node in list(_sites(tree)):
        for new in _changes(parent, field, node):
            _put(parent, field, index, new)
            mutant = ast.unparse(ast.fix_missing_locations(tree))
            _put(parent, field, index, node)
            if mutant in seen:
                continue
            seen.add(mutant)
            text = f"line {node.lineno - above}: {_describe(node, new)}"
            count[text] += 1
            if count[text] > 1:
                text = f"{text} ({count[text]})"
            found[text] = mutant
    return found


def _sites(
    node: ast.AST,
) -> Iterator[tuple[ast.AST, str, int | None, Any]]:
    """Every node of the tree that can be changed: parent, field, index or None, node."""
    for field, value in ast.iter_fields(node):
        if field in UNSEEN_FIELDS:
            continue
        several = isinstance(value, list)
        for index, child in enumerate(value if several else [value]):
            if not isinstance(child, ast.AST) or isinstance(child, LEFT_ALONE):
                continue
            if not (_is_text(child) or not hasattr(child, "lineno")):
                yield node, field, index if several else None, child
            yield from _sites(child)


def _is_text(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        node = node.value
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _put(
    parent: ast.AST, field: str, index: int | None, node: ast.AST
) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def _describe(old: ast.AST, new: ast.AST) -> str:
    if isinstance(new, ast.Pass):
        return f"drop {_short(old)}"
    return f"{_short(old)} -> {_short(new)}"


def _short(node: ast.AST, most: int = 70) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= most else f"{text[:most]}…"


def _changes(parent: ast.AST, field: str, node: Any) -> Iterator[ast.AST]:
    """Everything that may replace a node."""
    if isinstance(node, DROPPED) and not _only_raises(node):
        yield ast.Pass()
    if isinstance(node, ast.AugAssign):
        yield from _with_operator(node, "op")
    if field in ("test", "ifs") and not isinstance(node, ast.UnaryOp):
        yield ast.UnaryOp(ast.Not(), node)
    change = globals().get(f"_change_{type(node).__name__.lower()}")
    if change and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        yield from change(node)
    if isinstance(parent, ast.Slice) and not isinstance(node, ast.Constant):
        yield from _off_by_one(node)
        yield ast.Constant(None)


def _only_raises(node: ast.AST) -> bool:
    """Whether this is an ``if`` with nothing but a raise: the raise itself is dropped."""
    return (
        isinstance(node, ast.If)
        and not node.orelse
        and all(isinstance(each, ast.Raise) for each in node.body)
    )


def _copy(node: ast.AST, **fields: Any) -> ast.AST:
    return type(node)(**{**dict(ast.iter_fields(node)), **fields})


def _with_operator(node: Any, field: str) -> Iterator[ast.AST]:
    other = SWAPPED.get(type(getattr(node, field)))
    if other:
        yield _copy(node, **{field: other()})


def _off_by_one(node: Any) -> Iterator[ast.AST]:
    yield ast.BinOp(node, ast.Add(), ast.Constant(1))
    yield ast.BinOp(node, ast.Sub(), ast.Constant(1))


def _change_binop(node: Any) -> Iterator[ast.AST]:
    yield from _with_operator(node, "op")
    if isinstance(node.op, (ast.Sub, ast.MatMult)):
        yield _copy(node, left=node.right, right=node.left)
    yield node.left
    yield node.right


def _change_boolop(node: Any) -> Iterator[ast.AST]:
    yield from _with_operator(node, "op")


def _change_unaryop(node: Any) -> Iterator[ast.AST]:
    yield node.operand


def _change_compare(node: Any) -> Iterator[ast.AST]:
    other = SWAPPED.get(type(node.ops[0]))
    if other:
        yield _copy(node, ops=[other(), *node.ops[1:]])


def _change_constant(node: Any) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
        yield ast.Constant(value - 1)
    elif isinstance(value, float):
        yield ast.Constant(value + 1)
        yield ast.Constant(value * 10)


def _change_attribute(node: Any) -> Iterator[ast.AST]:
    if node.attr in ("T", "mT", "data"):
        yield node.value


def _change_call(node: Any) -> Iterator[ast.AST]:
    if (
        len(node.args) > 1
        and not isinstance(node.args[0], ast.Starred)
        and getattr(node.func, "attr", None) not in SYMMETRIC
    ):
        yield _copy(node, args=[node.args[1], node.args[0], *node.args[2:]])
    for keyword in node.keywords:
        rest = [each for each in node.keywords if each is not keyword]
        yield _copy(node, keywords=rest)
    if isinstance(node.func, ast.Attribute):
        owner = node.func.value
        if not (
            isinstance(owner, ast.Name) and owner.id in MODULES | {"self"}
        ):
            yield owner  # x.detach() -> x
        elif node.args and not isinstance(node.args[0], ast.Starred):
            yield node.args[0]  # np.exp(x) -> x
    elif isinstance(node.func, ast.Name) and node.func.id == "range":
        *first, last = node.args
        if not isinstance(last, ast.Constant):
            for other in _off_by_one(last):
                yield _copy(node, args=[*first, other])
