"""A meeting's report -> a PDF by typst: the wall's gauges two across on A4, readable in black and white, with the font of data/fonts/ only."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from scorecard import cards
from scorecard.exporting import report_tables, report_wall
from scorecard.exporting.form_pdf import FONTS
from scorecard.exporting.report import Report
from scorecard.palette import PRINT

TEMPLATE = Path(__file__).with_name("weekly.typ")


def write(report: Report, lang: str) -> bytes:
    """The PDF's bytes."""
    with TemporaryDirectory() as folder:
        names: list[str] = []

        def put(picture: str) -> str:
            names.append(f"{len(names)}.svg")
            (Path(folder) / names[-1]).write_text(picture, encoding="utf-8")
            return names[-1]

        headline = (cards.headline_status(report.assessments, PRINT, lang), cards.headline_time(report.seal.held_on, report.budget.fiscal_year, PRINT, lang))
        foot = report_tables.foot(report, lang)
        document = {
            "title": report_tables.title(report, lang), "lang": lang, "lines": report_tables.heading_lines(report, lang), "foot": foot,
            "draft": "" if report.sealed else foot, "headline": [put(picture) for picture in headline],
            "groups": [{"heading": group.heading, "pictures": [put(picture) for picture, _ in group.pictures]}
                       for group in report_wall.groups(report.assessments, PRINT, lang)],
            "tables": [vars(table) for table in report_tables.tables(report, lang)]}
        (Path(folder) / "weekly.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        main = Path(folder) / TEMPLATE.name
        main.write_bytes(TEMPLATE.read_bytes())
        return bytes(typst.compile(str(main), root=folder, font_paths=[str(FONTS)], ignore_system_fonts=True))
