"""A filled form -> a PDF by typst, with the font of data/fonts/ only: the same on every machine, header rows on every page."""

from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from scorecard.exporting.form_table import FormTable
from scorecard.settings import ROOT

FONTS = ROOT / "data" / "fonts"
TEMPLATE = Path(__file__).with_name("form.typ")


def write(form: FormTable) -> bytes:
    """The PDF's bytes."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "form.json").write_text(form.as_json(), encoding="utf-8")
        main = Path(folder) / TEMPLATE.name
        main.write_bytes(TEMPLATE.read_bytes())
        return bytes(typst.compile(str(main), root=folder, font_paths=[str(FONTS)], ignore_system_fonts=True))
