"""A mutant into the modules that are loaded: the functions that live, and what was made of a threshold."""

from __future__ import annotations

import ast
import gc
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from .finding import Mutant, assigned, broken


class NotAppliedError(Exception):
    """A mutant that no function which lives would notice."""


Living = Mapping[str, Sequence[FunctionType]]
"""The functions of each file that are loaded, decorated ones and methods among them."""


def apply(mutant: Mutant, root: Path, sources: Mapping[str, str], living: Living) -> None:
    """Break this very process, which has loaded these sources: only ever in a child that ends with it.

    Raises NotAppliedError where the code is not that of a function, or of a constant.
    """
    path = root / mutant.file
    tree = broken(sources[mutant.file], mutant)
    if mutant.kind == "threshold":
        _redo(_module(path), tree, {mutant.name})
        return
    codes = {
        (code.co_qualname, code.co_firstlineno): code
        for code in _functions(compile(tree, str(path), "exec"))
    }
    found = 0
    for function in living.get(str(path), ()):
        old = function.__code__
        new = codes.get((old.co_qualname, old.co_firstlineno))
        if new is not None and new.co_code + _inner(new) != old.co_code + _inner(old):
            function.__code__ = new
            found += 1
    if not found:
        raise NotAppliedError("not applied: in no function that lives")


def living() -> Living:
    """All that are loaded now."""
    found: dict[str, list[FunctionType]] = {}
    for one in gc.get_objects():
        if type(one) is FunctionType:
            found.setdefault(one.__code__.co_filename, []).append(one)
    return found


def _functions(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _functions(one)


def _inner(code: CodeType) -> bytes:
    """What a function consists of besides its own instructions: its constants, and what is within it."""
    consts = [c for c in code.co_consts if not isinstance(c, CodeType)]
    parts = [repr(consts).encode(), repr((code.co_names, code.co_varnames)).encode()]
    parts += [one.co_code + _inner(one) for one in code.co_consts if isinstance(one, CodeType)]
    return b"".join(parts)


def _module(path: Path) -> ModuleType:
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == str(path):
            return module
    raise NotAppliedError(f"{path} is not loaded")


def _redo(module: ModuleType, tree: ast.Module, changed: set[str]) -> None:
    """Do the assignments of a module anew that make one of these names, or are made of one.

    Whoever has imported such a name gets the new value, and does anew what it made of it.
    """
    changed = set(changed)
    for statement in tree.body:
        found = assigned(statement)
        if found and (found[0] in changed or changed & _names(found[1])):
            code = compile(ast.Module([statement], []), str(module.__file__), "exec")
            exec(code, module.__dict__)  # noqa: S102 - the program's own code, one number changed
            changed.add(found[0])
    for importer, names in importers(module.__name__):
        for name, own in names.items():
            if name in changed:
                setattr(importer, own, getattr(module, name))
        again = {own for name, own in names.items() if name in changed}
        if again and importer.__file__:
            _redo_made(importer, again)


def _redo_made(module: ModuleType, names: set[str]) -> None:
    """What a module has made of names that it imports, anew."""
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    made = [
        statement
        for statement in tree.body
        if (found := assigned(statement)) and names & _names(found[1])
    ]
    if made:
        _redo(module, tree, {found[0] for one in made if (found := assigned(one))})


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def importers(name: str) -> Iterator[tuple[ModuleType, dict[str, str]]]:
    """The loaded modules that import names of a module, with their own names for them."""
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if not path or not str(path).endswith(".py") or "crte_extract" not in str(path):
            continue
        found = {
            alias.name: alias.asname or alias.name
            for node in ast.walk(ast.parse(Path(path).read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module == name
            for alias in node.names
        }
        if found:
            yield module, found
