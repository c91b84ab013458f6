"""The benchmark in miniature: the command writes runs that a scorer can read."""

import json
import subprocess
import sys
from pathlib import Path

COMMAND = Path(__file__).parents[2] / "benchmarks" / "quality.py"
DOCUMENTS = [
    {"id": "d1", "lang": "pt", "title": "", "text": "Bancos de leite humano em hospitais"},
    {"id": "d2", "lang": "en", "title": "Soil laboratory equipment", "text": ""},
    {"id": "d3", "lang": "mul", "title": "Suelos / Solos / Sols / Soils", "text": "311"},
]
QUERIES = [
    {"id": "q1", "lang": "es", "title": "", "text": "Banco de leche humana y también equipos de laboratorio de suelos"},
    {"id": "q2", "lang": "mul", "title": "Leche / Leite / Lait / Milk", "text": ""},
]


def write(path: Path, rows: list[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_the_benchmark_writes_runs_and_pairs(tmp_path: Path) -> None:
    shared, task = tmp_path / "common.jsonl", tmp_path / "task"
    task.mkdir()
    write(shared, DOCUMENTS)
    write(task / "queries.jsonl", QUERIES)
    (task / "corpus.path").write_text("../common.jsonl\n", encoding="utf-8")
    run, pairs = tmp_path / "run", tmp_path / "pairs"
    arguments = ["--task", str(task), "--run", str(run), "--pairs", str(pairs)]
    subprocess.run([sys.executable, str(COMMAND), *arguments], check=True)
    ranked = [line.split() for line in run.read_text("utf-8").splitlines()]
    assert next(line[2] for line in ranked if line[0] == "q2") == "d1"
    assert len(ranked) == 6
    assert all(len(line) == 6 for line in ranked)
    proposed = [line.split() for line in pairs.read_text("utf-8").splitlines()]
    assert set(proposed[0][2].split("+")) == {"d1", "d2"}


def test_the_tables_are_printed(tmp_path: Path) -> None:
    task = tmp_path / "task"
    task.mkdir()
    write(task / "corpus.jsonl", DOCUMENTS)
    write(task / "queries.jsonl", QUERIES)
    (task / "qrels.tsv").write_text("q1\td1\t1\nq1\td3\t-1\nq2\td1\t2\n", encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, str(COMMAND.with_name("tables.py")), str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "|es>pt|1.000|" in answer.stdout
    assert answer.stdout.count("###") == 5
