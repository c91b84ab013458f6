"""Reads the bank as a reviewer would: `python -m matching.concepts [FOLDER] [--remarks] [--coverage FILE …]`.

Prints errors, with ``--remarks`` also what may be right, and the size of each domain. Exit status 1 when
there is an error. Without a folder it reads the bank that comes with the engine. With ``--coverage`` it tells
instead how much of the texts in these files that bank understands, and which words it lacks most.
"""

import argparse
import sys
from collections import Counter
from itertools import chain
from pathlib import Path

from matching.concepts.bank import shipped_documents
from matching.concepts.coverage import coverage_of, texts_in, told
from matching.concepts.lint import Finding, lint


def main(arguments: list[str] | None = None) -> int:
    """Prints the findings; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m matching.concepts", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="folder of TSV files, one per domain")
    parser.add_argument("--remarks", action="store_true", help="also what may be right")
    parser.add_argument("--coverage", nargs="+", type=Path, metavar="FILE", help="texts to understand")
    parser.add_argument("--most", type=int, default=20, metavar="N", help="words told per language (20)")
    options = parser.parse_args(arguments)
    if options.coverage:
        texts = chain.from_iterable(map(texts_in, options.coverage))
        sys.stdout.writelines(f"{line}\n" for line in told(coverage_of(texts), options.most))
        return 0
    documents = read_folder(options.folder) if options.folder else shipped_documents()
    found = lint(documents)
    shown = [finding for finding in found if finding.is_error or options.remarks]
    sys.stdout.writelines(f"{finding.kind}\t{finding.where}\t{finding.what}\n" for finding in shown)
    sys.stdout.write(_sizes(documents, found))
    return int(any(finding.is_error for finding in found))


def read_folder(folder: Path) -> dict[str, str]:
    """Domain → TSV of the files in a folder."""
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.tsv"))}


def _sizes(documents: dict[str, str], found: list[Finding]) -> str:
    sizes = {domain: len(document.splitlines()) - 1 for domain, document in documents.items()}
    counts = Counter(finding.kind for finding in found)
    lines = [f"{size:6}  {domain}" for domain, size in sizes.items()]
    lines += [f"{sum(sizes.values()):6}  concepts", *(f"{count:6}  {kind}" for kind, count in sorted(counts.items()))]
    return "\n".join(lines) + "\n"
