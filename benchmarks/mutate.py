"""Change the modules that all figures go through, one thing at a time: `make mutate`.

Each mutant is one change that an operator of cosmic-ray makes: another operator or comparison, a
number one higher or lower, a condition turned round, a loop skipped, a decorator gone. The module's
own tests and examples must fail of it. No file is touched: in a process forked for the mutant,
pandas and pytest already in it, the changed source is imported in place of the module. What cannot
even be imported is no mutant.

Survivors are printed. The status is 1 if one of them is not in EQUIVALENT with its reason, or if
what stands there does not survive.
"""

import importlib
import itertools
import math
import os
import re
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
    "figure": ["figure"],
    "measuring": ["figure", "measures"],
    "measures": ["figure", "measures"],
    "wording": ["wording"],
    "read": ["read"],
    "verdicts": ["verdicts"],
}
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

WRONG_WAY = "low above high is refused anyway"
NEVER_HIGHER = "low is never higher"
EXPONENT = "to quantize, only the exponent counts"
LONG = "both have the same length, made from one another"
ANY_WITHIN = "any finite value but the end itself does, as measures are monotone"
FIRST = "no day is below 1"
NOISE = "the noise is finer by far, and what is written is coarser"
# A module, something in a line and what it became, and why no test can tell the two apart.
EQUIVALENT = [
    ("bounds", "empty = self.low == self.high", "empty = self.low >= self.high", WRONG_WAY),
    ("bounds", "if self.low == self.high:", "if self.low >= self.high:", NEVER_HIGHER),
    ("bounds", "Decimal(1).scaleb", "Decimal(0).scaleb", EXPONENT),
    ("bounds", "Decimal(1).scaleb", "Decimal(2).scaleb", EXPONENT),
    ("english", "== (1, 1, 1, 1)", "<= (1, 1, 1, 1)", FIRST),
    ("english", "elif start.day == after.day", "elif start.day <= after.day", FIRST),
    ("english", "after.day == 1:", "after.day <= 1:", FIRST),
    ("figure", "if self.low == self.high:", "if self.low >= self.high:", NEVER_HIGHER),
    ("figure", 'added = sign == "+"', 'added = sign <= "+"', "the other sign is above it"),
    ("figure", "len(periods) < 2:", "len(periods) != 2:", "there are two figures"),
    ("figure", "len(periods) < 2 or", "len(periods) != 2 or", "there are two figures"),
    ("figure", "start == last + _DAY", "start <= last + _DAY", "no earlier start is left"),
    ("figure", "end < last:", "end <= last:", "the same period is left out before"),
    ("figure", "first < start:", "first <= start:", "the same period is left out before"),
    ("measuring", "-math.inf, True", "-math.inf, False", "infinity is refused before, or open"),
    ("measuring", "math.nan, False", "math.nan, True", "nothing compares with a date's domain"),
    ("measuring", "isfinite(result) |", "isfinite(result) ^", "what is missing is not finite"),
    ("measuring", 'kind == "change"', 'kind >= "change"', "what else is alike is of no kind"),
    ("measuring", "<= set(figures)", "== set(figures)", "of these only, if no years are given"),
    ("measuring", "(ends, values, strict=True)", "(ends, values, strict=False)", LONG),
    ("measuring", "zip(*corner, strict=True)", "zip(*corner, strict=False)", LONG),
    ("measuring", "if value == low)", "if value <= low)", "low is the lowest value"),
    ("measuring", "if value == high)", "if value >= high)", "high is the highest value"),
    ("measuring", "low == domain.low)", "low >= domain.low)", "here low <= domain.low"),
    ("measuring", "(high == low and", "(high <= low and", "high < low is refused already"),
    ("measuring", "inner = 0.0", "inner = -1.0", ANY_WITHIN),
    ("measuring", "inner = 0.0", "inner = 1.0", ANY_WITHIN),
    ("measuring", "high - 1", "high - 2", ANY_WITHIN),
    ("measuring", "low + 1", "low + 2", ANY_WITHIN),
    ("measuring", 'dtype.kind != "M"', 'dtype.kind > "M"', "no kind comes before M"),
    ("measuring", "> end)", ">= end)", "all the days of a month are a month: 1 - 1 + 31 / 31"),
    ("measures", "start) / np.timedelta64(1", "start) // np.timedelta64(1", "days are whole"),
    ("figure", "and end == date(", "and end >= date(", "no day of a year is later"),
    ("verdicts", 'self.listed["counts"] ==', 'self.listed["counts"] <=', "what else is listed"),
    ("verdicts", 'figure.kind == "stock"', 'figure.kind >= "stock"', "no kind comes after it"),
    ("verdicts", "for part in parts}) > 1", "for part in parts}) != 1", "a sum has parts"),
    ("verdicts", "round(value, 9)", "round(value, 8)", NOISE),
    ("verdicts", "round(value, 9)", "round(value, 10)", NOISE),
    ("verdicts", 'o.how == "pair"', 'o.how <= "pair"', "mixed sums are left out before"),
    ("verdicts", '== "sources disagree"', '>= "sources disagree"', "no answer comes after it"),
    ("verdicts", "for o in told), strict=True)", "for o in told), strict=False)", "as many each"),
    ("wording", "_FRACTIONS | ", "_FRACTIONS ^ ", "they share no word"),
    ("wording", 'self.code == "refused"', 'self.code >= "refused"', "no code comes after it"),
    ("wording", "Decimal | None] = {}", "Decimal & None] = {}", "in a function no annotation runs"),
    ("wording", "Decimal | None] = {}", "Decimal ^ None] = {}", "in a function no annotation runs"),
    ("wording", "if end > i:", "if end != i:", "no number ends before it begins"),
    ("wording", "break", "continue", "nothing has moved: each pass finds nothing again"),
    ("wording", '[low + 1] == "%" and', '[low + 1] <= "%" and', "no mark below it joins a range"),
    ("wording", "if value > 0 else", "if value >= 0 else", "0 goes no way"),
    ("wording", "start < place", "start <= place", "no phrase begins at the number"),
]


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
    rules = [rule for rule in EQUIVALENT if rule[0] == module]
    known = 0
    for number, line, became in sorted(changed(source, m) for m in outcomes["survived"]):
        print(f"{module}, line {number}: {line}\n    became {became}")
        fitting = [r for r in rules if r[1] in line and same(line.replace(*r[1:3], 1), became)]
        print(f"    equivalent: {fitting[0][3]}" if fitting else "    SURVIVED")
        if fitting:
            rules.remove(fitting[0])
            known += 1
    for _, old, new, _ in rules:
        print(f"{module}: no survivor is {old!r} -> {new!r}, listed as equivalent")
    killed, hung, survived = (len(outcomes[end]) for end in ("killed", "hung", "survived"))
    count = killed + hung + survived
    print(
        f"{module}: {count} mutants, {killed} killed, {hung} hung, {survived} survived, "
        f"{known} of them equivalent; {1 - survived / count:.1%} killed or hung; "
        f"{time.perf_counter() - began:.0f} s",
        flush=True,
    )
    return int(bool(survived - known or rules))


def path(module: str) -> Path:
    """Return where a module is."""
    return ROOT / "src" / "stats" / f"{module}.py"


def mutants(source: str) -> Iterator[str]:
    """Make every mutant of a module's source that is Python still."""
    seen = {run_only(source)}
    names: list[str] = [name for name in operator_names() if wanted(name)]
    for name in names:
        operator = get_operator(name)()
        for occurrence in itertools.count():
            mutant = mutate_code(source, operator, occurrence)
            if mutant is None:
                break
            if run_only(mutant) not in seen:
                seen.add(run_only(mutant))
                yield mutant


# How a function may be called, which type checkers alone read.
OVERLOAD = re.compile(r"^(?:@overload\n)?def (?:.|\n(?=[ )]))*?: \.\.\.\n", re.MULTILINE)


def run_only(source: str) -> str:
    """Return what of a source runs."""
    return re.sub(r"\n+", "\n", OVERLOAD.sub("", source))


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
    number, (line, became) = next(
        (number, pair) for number, pair in enumerate(lines, 1) if pair[0] != pair[1]
    )
    return number, line.strip(), became.strip()


def same(line: str, other: str) -> bool:
    """Whether two lines are the same but for spaces, of which cosmic-ray adds some."""
    return "".join(line.split()) == "".join(other.split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
