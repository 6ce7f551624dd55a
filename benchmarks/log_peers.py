"""The same questions about one unit's log, asked of our store, of SQLite with the same indexes and of a pandas frame of the whole log in memory:
`python -m benchmarks.log_peers [--entries 100000 1000000]`. All three must answer alike. (PostgreSQL: benchmarks/log_scale.py, as our own store.)
"""

import argparse
import gc
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from statistics import median

import duckdb
import pandas as pd

from benchmarks.log_scale import built
from benchmarks.many_units import YEAR, code
from benchmarks.measuring import ROOT, write
from scorecard.store import Store, query

TIMES, PAGE = 15, 200
KNOWN_AT, AS_OF = datetime(YEAR, 7, 25, 15), date(YEAR, 7, 25)
SPENT, JOURNAL = "a unit's payments, as known and as of a day", "the journal's first page"
Asked = Callable[[str], list[str]]
"""The op_keys that answer a question about a unit, in order."""


def ours(store: Store) -> dict[str, Asked]:
    """Asked of our store."""
    asked = {"fiscal_year": YEAR, "known_at": KNOWN_AT}
    return {SPENT: lambda unit: [row["op_key"] for row in store.ask("measures/execution_rate", unit_code=unit, as_of=AS_OF, **asked)],
            JOURNAL: lambda unit: [row["op_key"] for row in store.ask("entry/latest", unit_code=unit, most=PAGE, **asked)]}


def of_sqlite(connection: sqlite3.Connection) -> dict[str, Asked]:
    """The same statements, without the words for types that SQLite does not have."""
    connection.row_factory = sqlite3.Row

    def asked(name: str, **values: object) -> Asked:
        statement = re.sub(r"::\w+", "", query(name))
        fixed = values | {"fiscal_year": YEAR, "known_at": KNOWN_AT.isoformat(" ")}
        return lambda unit: [row["op_key"] for row in connection.execute(statement, fixed | {"unit_code": unit})]

    return {SPENT: asked("measures/execution_rate", as_of=AS_OF.isoformat()), JOURNAL: asked("entry/latest", most=PAGE)}


def of_pandas(log: pd.DataFrame) -> dict[str, Asked]:
    """The same in pandas, on the whole log."""
    def known(unit: str) -> pd.DataFrame:
        return log[(log.unit_code == unit) & (log.fiscal_year == YEAR) & (log.recorded_at <= KNOWN_AT)]

    def spent(unit: str) -> list[str]:
        there = known(unit)
        there = there[there.kind == "payment"]
        replaced = pd.concat([there.supersedes.dropna(), there.withdraws.dropna()])
        there = there[there.withdraws.isna() & ~there.op_key.isin(replaced) & (there.occurred_on <= AS_OF)]
        return list(there.sort_values(["occurred_on", "op_key"]).op_key)

    def journal(unit: str) -> list[str]:
        there = known(unit)
        replaced = there.assign(of=there.supersedes.fillna(there.withdraws))[["of", "op_key"]].dropna().rename(columns={"op_key": "replaced_by"})
        page = there.merge(replaced, how="left", left_on="op_key", right_on="of")
        return list(page.sort_values(["recorded_at", "op_key"], ascending=False).head(PAGE).op_key)

    return {SPENT: spent, JOURNAL: journal}


def filled(path: Path, log: pd.DataFrame) -> sqlite3.Connection:
    """The log in SQLite, with the indexes that our store has."""
    connection = sqlite3.connect(path)
    written = ("date", "timestamp", "decimal")  # what SQLite has no type for
    plain = pd.DataFrame({name: column.map(str, na_action="ignore") if str(column.dtype).startswith(written) else column
                          for name, column in log.items()}).astype(object)
    plain.where(plain.notna(), None).to_sql("entry", connection, index=False, chunksize=50_000)
    connection.executescript((ROOT / "benchmarks" / "log_scale" / "index_sqlite.sql").read_text(encoding="utf-8"))
    return connection


def seconds(asked: Asked, units: Sequence[str]) -> tuple[float, list[list[str]]]:
    """The median, and the answers."""
    taken, answers = [], []
    for unit in units:
        start = time.perf_counter()
        answers.append(asked(unit))
        taken.append(time.perf_counter() - start)
    return median(taken), answers


def main() -> None:
    """Build, ask and write."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--entries", type=int, nargs="+", default=[100_000, 1_000_000])
    rows = []
    for entries in wanted.parse_args().entries:
        with tempfile.TemporaryDirectory() as folder:
            path, copy = Path(folder) / "log.duckdb", Path(folder) / "log.parquet"
            units = built(path, entries)
            some = [code(2 + n * 7919 % (units - 1)) for n in range(TIMES)]
            with duckdb.connect(str(path)) as connection:
                connection.table("entry").write_parquet(str(copy))
            log = pd.read_parquet(copy, dtype_backend="pyarrow")
            print(f"{entries:,}: {units} units, {log.memory_usage(deep=True).sum() / 2**20:,.0f} MB as a frame", file=sys.stderr)
            with closing(Store(path)) as store, closing(filled(Path(folder) / "log.sqlite", log)) as there:
                for question in (SPENT, JOURNAL):
                    gc.collect()
                    found = {name: seconds(asked[question], some) for name, asked in
                             (("ours", ours(store)), ("SQLite", of_sqlite(there)), ("pandas", of_pandas(log)))}
                    assert found["ours"][1] == found["SQLite"][1] == found["pandas"][1] and all(found["ours"][1])
                    own = found["ours"][0]
                    rows.append([f"{entries:,}", question, f"{1000 * own:.1f} ms",
                                 *(f"{1000 * found[peer][0]:.1f} ms ({own / found[peer][0]:.2f})" for peer in ("SQLite", "pandas"))])
    write("log_peers", ["entries", "", "our store", "SQLite (ours ÷ its)", "pandas, all in memory (ours ÷ its)"], rows)


if __name__ == "__main__":
    main()
