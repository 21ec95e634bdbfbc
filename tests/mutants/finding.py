"""What can be broken in a module: its thresholds, its conditions, its comparisons; each way a mutant.

A threshold is a constant of the module that is a number, or has numbers in it: halved, and doubled. A
condition is held always and never; an operand of ``and`` and ``or`` is left out; any other comparison is
turned round. No mutant says what another one says.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["threshold", "branch"]
Place = tuple[int, ...]
"""Where a node stands in the tree of its module: its turn among the children of each node above it."""


@dataclass(frozen=True)
class Mutant:
    """One way to break a module, given by its file's name.

    ``place`` is that of the broken node, ``new`` the source of what stands there instead, ``name`` the
    threshold's. ``before`` and ``after`` are the words to tell it by; ``reach`` the first and last line of
    the statement, or its head: who runs none of them can't notice.
    """

    file: str
    line: int
    kind: Kind
    place: Place
    new: str
    before: str
    after: str
    reach: tuple[int, int] = (0, 0)
    name: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.before}  ->  {self.after}"


def mutants_of(file: str, source: str) -> list[Mutant]:
    """All mutants of a module, from the top down."""
    tree = ast.parse(source)
    found = [*_thresholds(file, tree), *_Branches(file).of(tree, ())]
    return sorted(found, key=lambda one: (one.line, one.place, one.new))


def broken(source: str, mutant: Mutant) -> ast.Module:
    """The tree of a module with the mutant in it; every other line stays at its number."""
    tree = ast.parse(source)
    *above, last = mutant.place
    parent: ast.AST = tree
    for turn in above:
        parent = _children(parent)[turn][1]
    field, node = _children(parent)[last]
    new = ast.parse(mutant.new, mode="eval").body
    for part in ast.walk(new):
        ast.copy_location(part, node)
    old = getattr(parent, field)
    if isinstance(old, list):
        old[old.index(node)] = new
    else:
        setattr(parent, field, new)
    return ast.fix_missing_locations(tree)


def node_line(node: ast.AST) -> int:
    """The line on which a node begins."""
    return int(getattr(node, "lineno", 1))


def _children(node: ast.AST) -> list[tuple[str, ast.AST]]:
    """The nodes right below one, with the fields that they stand in."""
    found: list[tuple[str, ast.AST]] = []
    for field, value in ast.iter_fields(node):
        values = value if isinstance(value, list) else [value]
        found += [(field, one) for one in values if isinstance(one, ast.AST)]
    return found


def assigned(node: ast.AST) -> tuple[str, ast.expr] | None:
    """The one name that a statement assigns to, and the value."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        target, value = node.target, node.value
    else:
        return None
    return (target.id, value) if isinstance(target, ast.Name) else None


def _thresholds(file: str, tree: ast.Module) -> Iterator[Mutant]:
    for turn, (_, statement) in enumerate(_children(tree)):
        found = assigned(statement)
        if found is None or not found[0].strip("_").isupper():
            continue
        name, value = found
        at = next(n for n, (_, node) in enumerate(_children(statement)) if node is value)
        numbers: list[tuple[Place, ast.expr]] = [((), value)]
        if isinstance(value, ast.Tuple):
            numbers = [((n,), one) for n, one in enumerate(value.elts)]
        for below, node in numbers:
            for other in _others(node):
                changed = copy.deepcopy(value)
                if below and isinstance(changed, ast.Tuple):
                    changed.elts[below[0]] = ast.Constant(other)
                else:
                    changed = ast.Constant(other)
                yield Mutant(
                    file,
                    statement.lineno if isinstance(statement, ast.stmt) else 1,
                    "threshold",
                    (turn, at, *below),
                    repr(other),
                    f"{name} = {ast.unparse(value)}",
                    f"{name} = {ast.unparse(changed)}",
                    name=name,
                )


def _others(node: ast.expr) -> list[float]:
    """Half of a number and the double of it; nothing of what is none."""
    if not isinstance(node, ast.Constant) or type(node.value) not in (int, float):
        return []
    number: Final = node.value
    if not isinstance(number, (int, float)):
        return []
    if number == 0:
        return [1]
    return [number // 2 if isinstance(number, int) else number / 2, 2 * number]


class _Branches:
    """Goes through the functions of a module."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._reach = (0, 0)  # of the statement that is gone through

    def of(self, node: ast.AST, place: Place, inside: bool = False) -> Iterator[Mutant]:
        """The mutants below a node; ``inside`` a function: what runs as a module loads is left out."""
        inside = inside or isinstance(node, (ast.FunctionDef, ast.Lambda))
        for turn, (field, child) in enumerate(_children(node)):
            here = (*place, turn)
            if isinstance(child, ast.stmt):
                self._reach = _head_of(child)
            if field in ("annotation", "returns", "decorator_list") or _is_for_types(child):
                continue
            if inside and isinstance(child, ast.expr):
                yield from self._broken(node, field, child, here)
            yield from self.of(child, here, inside)

    def _broken(
        self, parent: ast.AST, field: str, node: ast.expr, place: Place
    ) -> Iterator[Mutant]:
        if field in ("test", "ifs") and not isinstance(node, ast.Constant):
            if not isinstance(parent, ast.While):
                yield self._mutant(node, place, f"({_kept(node)} or True)", "True", "always: ")
            yield self._mutant(node, place, f"({_kept(node)} and False)", "False", "never: ")
        if isinstance(node, ast.BoolOp):
            neutral = ("and", "True") if isinstance(node.op, ast.And) else ("or", "False")
            for at, operand in enumerate(node.values):
                rest = [one for n, one in enumerate(node.values) if n != at]
                if any(isinstance(one, ast.NamedExpr) for one in ast.walk(operand)):
                    swap = "or True" if neutral[0] == "and" else "and False"
                    rest.insert(at, ast.parse(f"({ast.unparse(operand)}) {swap}", mode="eval").body)
                new = f" {neutral[0]} ".join(f"({ast.unparse(one)})" for one in rest)
                yield Mutant(
                    self._file,
                    node_line(operand),
                    "branch",
                    place,
                    new,
                    ast.unparse(node),
                    f"without `{ast.unparse(operand)}`",
                    self._reach,
                )
        elif isinstance(node, ast.Compare) and not self._is_told(parent, field):
            yield self._mutant(node, place, f"not ({ast.unparse(node)})", "", "not: ")

    @staticmethod
    def _is_told(parent: ast.AST, field: str) -> bool:
        """Whether a comparison is broken with the condition, or the operand, that it is."""
        negated = isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not)
        return field in ("test", "ifs") or isinstance(parent, ast.BoolOp) or negated

    def _mutant(self, node: ast.expr, place: Place, kept: str, new: str, how: str) -> Mutant:
        words = ast.unparse(node)
        binds = any(isinstance(one, ast.NamedExpr) for one in ast.walk(node))
        return Mutant(
            self._file,
            node_line(node),
            "branch",
            place,
            kept if binds or not new else new,
            words,
            f"{how}`{words}`" if how == "not: " else how.removesuffix(": "),
            self._reach,
        )


def _head_of(statement: ast.stmt) -> tuple[int, int]:
    """The first and last line of a statement, without those of other statements in it."""
    inner = [one.lineno for one in ast.walk(statement) if isinstance(one, ast.stmt)]
    below = min((line for line in inner if line > statement.lineno), default=None)
    last = statement.end_lineno or statement.lineno
    return statement.lineno, last if below is None else below - 1


def _kept(node: ast.expr) -> str:
    return f"({ast.unparse(node)})"


def _is_for_types(node: ast.AST) -> bool:
    """Whether a statement is there for type checkers alone."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def readers(tree: ast.Module, mutant: Mutant, file: str) -> set[int]:
    """The lines of a module that read a threshold, or what the module has made of it."""
    names = {mutant.name} if file == mutant.file else set()
    module = f"crte_extract.{mutant.file.removesuffix('.py').replace('/', '.')}"
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            names |= {a.asname or a.name for a in node.names if a.name == mutant.name}
    found: set[int] = set()
    for statement in tree.body if names else ():
        lines = {
            line
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load)
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        }
        made = assigned(statement)
        if lines and made is not None:
            names.add(made[0])
        else:
            found |= lines
    return found
