"""The audit trail as CSV, for a spreadsheet: no cell is ever a formula."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = ("number", "recorded_at", "actor", "way", "address", "unit_code", "action", "outcome", "subject", "before", "after")


def audit_csv(records: Sequence[Mapping[str, Any]]) -> bytes:
    """Records as CSV with a byte order mark (Excel then reads it as UTF-8); moments in UTC."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows([_cell(record[column]) for column in COLUMNS] for record in records)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    words = value.isoformat() + "Z" if hasattr(value, "isoformat") else str(value)
    return f"'{words}" if words.startswith(FORMULA) else words
