"""Change the modules that all figures go through, one thing at a time: `make mutate`.

Each mutant is one change that an operator of cosmic-ray makes: another operator or comparison, a
number one higher or lower, a condition turned round, a loop skipped, a decorator gone. The module's
own tests and examples must fail of it. No file is touched: in a process forked for the mutant,
pandas and pytest already in it, the changed source is imported in place of the module. What cannot
even be imported is no mutant.

Survivors are printed. One that no test can tell apart is noted where it is: `# same: ` and why, at
the end of the line or on the one above. The status is 1 if a survivor has no note, or a note no
survivor.
"""

import ast
import importlib
import itertools
import math
import os
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from unittest import mock

import hypothesis.strategies  # noqa: F401 (loaded once, before the forks, like pandas)
import pandas as pd  # noqa: F401
import pytest
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from hypothesis import Phase, settings

ROOT = Path(__file__).parents[1]
# Each module, and the tests that hold it.
TESTS = {
    "bounds": ["bounds"],
    "english": ["english"],
    "figure": ["figure", "sentences"],
    "measuring": ["figure", "measures"],
    "measures": ["figure", "measures"],
    "wording": ["wording"],
    "read": ["read"],
    "verdicts": ["verdicts"],
}
NOTE = "# same: "
TIMES = 3  # the processor time of the tests alone: a mutant that takes more hangs
NOT_IMPORTED = 70
OUTCOMES = {0: "survived", NOT_IMPORTED: "not imported", -signal.SIGXCPU: "hung"}
# What an operator is replaced by: others of its kind. Anything else fails of its types alone.
KINDS = (
    {"Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow"},
    {"BitOr", "BitAnd", "BitXor"},
    {"Eq", "NotEq", "Lt", "LtE", "Gt", "GtE"},
    {"Is", "IsNot"},
)


def main(modules: list[str]) -> int:
    """Test every mutant of the modules and print what came of them; return the status."""
    os.chdir(ROOT)
    # A failing example is not made smaller: that it fails is all that counts.
    quick = [Phase.explicit, Phase.generate]
    settings.register_profile("ci", settings.get_profile("ci"), phases=quick)
    return max([check(module) for module in modules or TESTS])


def check(module: str) -> int:
    """Test every mutant of a module and print what came of them; return the status."""
    began = time.perf_counter()
    source = path(module).read_text("utf-8")
    _, status, used = os.wait4(start(module, source, resource.RLIM_INFINITY), 0)
    if status:
        print(f"{module}: its own tests fail")
        return 1
    seconds = math.ceil(TIMES * (used.ru_utime + used.ru_stime))
    outcomes = run(module, mutants(source), seconds)
    noted = notes(source)
    survivors = sorted(changed(source, mutant) for mutant in outcomes["survived"])
    for number, line, became in survivors:
        print(f"{module}, line {number}: {line}\n    became {became}")
        print(f"    {noted.get(number, 'SURVIVED')}")
    idle = noted.keys() - {number for number, *_ in survivors}
    for number in sorted(idle):
        print(f"{module}, line {number}: no mutant survives; take out the note")
    new = sum(number not in noted for number, *_ in survivors)
    killed, hung, survived = (len(outcomes[end]) for end in ("killed", "hung", "survived"))
    count = killed + hung + survived
    print(
        f"{module}: {count} mutants, {killed} killed, {hung} hung, {survived} survived, "
        f"{new} of them without a note; {1 - survived / count:.1%} killed or hung; "
        f"{time.perf_counter() - began:.0f} s",
        flush=True,
    )
    return int(bool(new or idle))


def path(module: str) -> Path:
    """Return where a module is."""
    return ROOT / "src" / "stats" / f"{module}.py"


def notes(source: str) -> dict[int, str]:
    """Return the notes of a source by the number of the line that each is about."""
    return {
        number + line.lstrip().startswith(NOTE): line.partition(NOTE)[2]
        for number, line in enumerate(source.splitlines(), 1)
        if NOTE in line
    }


def mutants(source: str) -> Iterator[str]:
    """Make every mutant of a module's source that is Python still and does something else."""
    seen = {runs(source)}
    for name in filter(wanted, operator_names()):
        operator = get_operator(name)()
        for occurrence in itertools.count():
            mutant = mutate_code(source, operator, occurrence)
            if mutant is None:
                break
            if runs(mutant) not in seen:
                seen.add(runs(mutant))
                yield mutant


class _Untyped(ast.NodeTransformer):
    """Takes out what type checkers alone read."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST | None:
        if ast.unparse(node.body) == "...":
            return None
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)


def runs(source: str) -> str:
    """Return what of a source runs, or the source if it is no Python."""
    try:
        return ast.dump(_Untyped().visit(ast.parse(source)))
    except SyntaxError:
        return source


def wanted(operator: str) -> bool:
    """Whether an operator needs no arguments and puts something of the same kind in place."""
    kind, *names = operator.partition("/")[2].split("_")
    if kind in {"ReplaceBinaryOperator", "ReplaceComparisonOperator"}:
        return any(set(names) <= kind for kind in KINDS)
    return not get_operator(operator).arguments()


def run(module: str, waiting: Iterator[str], seconds: int) -> dict[str, list[str]]:
    """Test each mutant, as many at once as there are processors; return them by outcome."""
    running: dict[int, str] = {}
    outcomes: dict[str, list[str]] = defaultdict(list)
    while True:
        for mutant in itertools.islice(waiting, (os.cpu_count() or 1) - len(running)):
            running[start(module, mutant, seconds)] = mutant
        if not running:
            return outcomes
        child, status = os.wait()
        end = OUTCOMES.get(os.waitstatus_to_exitcode(status), "killed")
        outcomes[end].append(running.pop(child))
        print(f"{module}: {sum(map(len, outcomes.values()))} done", end="\r", file=sys.stderr)


def start(module: str, source: str, seconds: int) -> int:
    """Run a module's tests in a new process in which the module has this source."""
    if child := os.fork():
        return child
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    load = SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, name: str) -> CodeType | None:
        if name == f"stats.{module}":
            return compile(source, path(module), "exec", dont_inherit=True)
        return load(loader, name)

    code = NOT_IMPORTED
    try:
        with mock.patch.object(SourceFileLoader, "get_code", get_code):
            importlib.import_module(f"stats.{module}")
        options = ["-x", "-q", "--tb=no", "--assert=plain", "-p", "no:cacheprovider"]
        files = [*(f"tests/test_{name}.py" for name in TESTS[module]), str(path(module))]
        code = 1
        passed = {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}  # no examples
        code = int(any(pytest.main([*options, file]) not in passed for file in files))
    finally:
        os._exit(code)


def changed(source: str, mutant: str) -> tuple[int, str, str]:
    """Return the number of the first line that is not the same, the line, and what it became."""
    lines = zip(source.splitlines(), mutant.splitlines(), strict=False)
    return next(
        (number, line.strip(), became.strip())
        for number, (line, became) in enumerate(lines, 1)
        if line != became
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
