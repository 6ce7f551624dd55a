"""半成的导入: an official table file with what was settled of it so far, kept as a file of its own until it is confirmed or dropped.

Beside the store, never in it: reading writes nothing there. One JSON file each, named by the checksum of the imported file, in imports/ of the
data folder; written whole or not at all.
"""

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from scorecard.problems import Problem, Refused


@dataclass(frozen=True)
class Draft:
    """An import under way. name: the file's; content: its bytes; settlements: by key, as `settling.py` names them; started_at: naive UTC."""

    name: str
    content: bytes
    by: str
    started_at: datetime
    settlements: Mapping[str, str] = field(default_factory=dict)

    @property
    def checksum(self) -> str:
        """Names the file, whatever it is called."""
        return sha256(self.content).hexdigest()


def keep_draft(folder: Path, draft: Draft) -> None:
    """Write a draft in place of what stood of it before. Refused where the folder cannot be written."""
    plain = {"name": draft.name, "by": draft.by, "started_at": draft.started_at.isoformat(), "settlements": dict(draft.settlements),
             "content": base64.b64encode(draft.content).decode("ascii")}
    path = folder / f"{draft.checksum}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".new").write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
        os.replace(path.with_suffix(".new"), path)
    except OSError as error:
        raise Refused([Problem("file_unwritable", values={"path": path, "reason": error.strerror or error})]) from None


def read_draft(folder: Path, checksum: str) -> Draft | None:
    """The draft of a file by its checksum; None where there is none, or it cannot be read."""
    if not checksum.isalnum():
        return None
    try:
        plain = json.loads((folder / f"{checksum}.json").read_text(encoding="utf-8"))
        return Draft(plain["name"], base64.b64decode(plain["content"]), plain["by"], datetime.fromisoformat(plain["started_at"]), plain["settlements"])
    except (OSError, ValueError, KeyError, TypeError, binascii.Error):
        return None


def drafts(folder: Path) -> list[Draft]:
    """Every import under way, the latest first."""
    found = [draft for path in folder.glob("*.json") if (draft := read_draft(folder, path.stem))]
    return sorted(found, key=lambda draft: draft.started_at, reverse=True)


def drop_draft(folder: Path, checksum: str) -> None:
    """Forget a draft: its import was confirmed, or is not wanted."""
    if checksum.isalnum():
        (folder / f"{checksum}.json").unlink(missing_ok=True)
