"""Mutants: an answer's source with one small mistake in it, made by a machine.

Tests that let a mutant through do not look at what was changed.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from typing import Any

PAIRS = (
    *((ast.Add, ast.Sub), (ast.Mult, ast.Div), (ast.BitAnd, ast.BitOr)),
    *((ast.And, ast.Or), (ast.Lt, ast.LtE), (ast.Gt, ast.GtE)),
    *((ast.Eq, ast.NotEq), (ast.Is, ast.IsNot), (ast.In, ast.NotIn)),
)
SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    **dict(PAIRS),
    **{other: one for one, other in PAIRS},
    ast.MatMult: ast.Mult,
    ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
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
    """Return {description: mutated source}.

    A description names the change and its line, such as ``line 3: a + b -> a - b``, counted from
    the first statement; the second of two equal ones ends with ``(2)``.
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
    dropped = isinstance(new, ast.Pass)
    return (
        f"drop {_short(old)}" if dropped else f"{_short(old)} -> {_short(new)}"
    )


def _short(node: ast.AST, most: int = 70) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= most else f"{text[:most]}…"


def _changes(parent: ast.AST, field: str, node: Any) -> Iterator[ast.AST]:
    """Everything that may replace a node."""
    if isinstance(node, DROPPED) and not _only_raises(node):
        yield ast.Pass()
    if field in ("test", "ifs") and not isinstance(node, ast.UnaryOp):
        yield ast.UnaryOp(ast.Not(), node)
    match node:
        case ast.BinOp():
            yield from _with_operator(node)
            if isinstance(node.op, (ast.Sub, ast.MatMult)):
                yield _copy(node, left=node.right, right=node.left)
            yield node.left
            yield node.right
        case ast.BoolOp() | ast.AugAssign():
            yield from _with_operator(node)
        case ast.UnaryOp():
            yield node.operand
        case ast.Compare(ops=[first, *rest]):
            if other := SWAPPED.get(type(first)):
                yield _copy(node, ops=[other(), *rest])
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        case ast.Constant(value=float(value)):
            yield ast.Constant(value + 1)
            yield ast.Constant(value * 10)
        case ast.Attribute(attr="T" | "mT" | "data", ctx=ast.Load()):
            yield node.value
        case ast.Call():
            yield from _calls(node)
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


def _with_operator(node: Any) -> Iterator[ast.AST]:
    if other := SWAPPED.get(type(node.op)):
        yield _copy(node, op=other())


def _off_by_one(node: Any) -> Iterator[ast.AST]:
    yield ast.BinOp(node, ast.Add(), ast.Constant(1))
    yield ast.BinOp(node, ast.Sub(), ast.Constant(1))


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    """Everything that may replace a call."""
    starred = bool(node.args) and isinstance(node.args[0], ast.Starred)
    name = getattr(node.func, "attr", None)
    if len(node.args) > 1 and not starred and name not in SYMMETRIC:
        yield _copy(node, args=[node.args[1], node.args[0], *node.args[2:]])
    for keyword in node.keywords:
        rest = [each for each in node.keywords if each is not keyword]
        yield _copy(node, keywords=rest)
    match node.func:
        case ast.Attribute(value=ast.Name(id=owner)) if (
            owner in MODULES or owner == "self"
        ):
            if node.args and not starred:
                yield node.args[0]  # np.exp(x) -> x
        case ast.Attribute(value=owner):
            yield owner  # x.detach() -> x
        case ast.Name(id="range"):
            *first, last = node.args
            if not isinstance(last, ast.Constant):
                for other in _off_by_one(last):
                    yield _copy(node, args=[*first, other])
