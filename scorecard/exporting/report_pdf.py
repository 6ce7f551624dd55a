"""A meeting's report -> a PDF by typst: the wall's gauges two across on A4, readable in black and white, with the font of data/fonts/ only."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from scorecard.exporting import report_tables, report_wall
from scorecard.exporting.form_pdf import FONTS
from scorecard.exporting.report import Report
from scorecard.exporting.report_wall import Picture
from scorecard.palette import PRINT

TEMPLATE = Path(__file__).with_name("weekly.typ")


def write(report: Report, lang: str) -> bytes:
    """The PDF's bytes."""
    with TemporaryDirectory() as folder:
        drawn: list[str] = []

        def put(pictures: Sequence[Picture]) -> list[dict[str, str]]:
            for picture, _ in pictures:
                drawn.append(f"{len(drawn)}.svg")
                (Path(folder) / drawn[-1]).write_text(picture, encoding="utf-8")
            return [{"file": file, "alt": alt} for file, (_, alt) in zip(drawn[len(drawn) - len(pictures):], pictures, strict=True)]

        foot = report_tables.foot(report, lang)
        document = {
            "title": report_tables.title(report, lang), "lang": lang, "lines": report_tables.heading_lines(report, lang), "foot": foot,
            "draft": "" if report.sealed else foot, "headline": put(report_wall.headline(report, PRINT, lang)),
            "groups": [{"heading": group.heading, "pictures": put(group.pictures)} for group in report_wall.groups(report.assessments, PRINT, lang)],
            "tables": [vars(table) for table in (*report_tables.tables(report, lang), report_tables.indicators(report, lang))]}
        (Path(folder) / "weekly.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        main = Path(folder) / TEMPLATE.name
        main.write_bytes(TEMPLATE.read_bytes())
        return bytes(typst.compile(str(main), root=folder, font_paths=[str(FONTS)], ignore_system_fonts=True))
