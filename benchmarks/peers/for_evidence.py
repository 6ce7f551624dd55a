"""The figures as the query that Evidence's page is built from, into benchmarks/peers/in_evidence/queries/: `python -m benchmarks.peers.for_evidence`."""

import json
import tempfile
from pathlib import Path
from string import Template

from benchmarks import peers

with tempfile.TemporaryDirectory() as folder:
    peers.figures(Path(folder) / "figures.json")
    days = json.loads((Path(folder) / "figures.json").read_text(encoding="utf-8"))


def literal(value: object) -> str:
    """A value in SQL; all numbers of one type."""
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else f"{value}::double"


rows = [f"({', '.join(map(literal, (day, place, *row.values())))})" for day, of in days.items() for place, row in enumerate(of)]
query = peers.HERE / "in_evidence" / "queries" / "figures.sql"
query.parent.mkdir(exist_ok=True)
template = Template((peers.HERE / "in_evidence" / "figures.sql").read_text(encoding="utf-8"))
query.write_text(template.substitute(rows=",\n".join(rows)), encoding="utf-8")
