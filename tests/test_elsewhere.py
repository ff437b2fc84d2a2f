"""The examples of docs/elsewhere.md do what it says, where their tools are installed."""

import json
import re
import sys
from pathlib import Path

import pytest
from conftest import ROOT, run

import stats

GUIDE = (ROOT / "docs" / "elsewhere.md").read_text("utf-8")
SCRIPT, NOTEBOOK = re.findall(r"^```python\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
SENTENCE = "From 21,900 to more than 38,990 is 78.0% (more than 77.6%)."


def test_a_script_says_a_sentence(tmp_path: Path) -> None:
    done = run(sys.executable, "-c", SCRIPT, cwd=tmp_path)
    assert done.stdout == f"{SENTENCE}\n"


@pytest.mark.parametrize(
    ("condition", "error"), [("< 0.5", AssertionError), ("< 0.9", stats.FigureError)]
)
def test_a_script_stops_where_its_sentence_is_not_true(
    capsys: pytest.CaptureFixture[str], condition: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        exec(SCRIPT.replace("> 0.77", condition), {})
    assert capsys.readouterr().out == ""


def test_marimo_shows_a_sentence(tmp_path: Path) -> None:
    pytest.importorskip("marimo", reason="marimo is not installed")
    (tmp_path / "note.py").write_text(NOTEBOOK, "utf-8")
    out = tmp_path / "note.html"
    done = run(sys.executable, "-m", "marimo", "export", "html", "note.py", "-o", out, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.dumps(SENTENCE).strip('"') in out.read_text("utf-8").replace(
        "\\u003C", "<"
    ).replace("\\u003E", ">")
