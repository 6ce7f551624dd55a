"""Builds the font of the PDFs from the package fonts-noto-cjk (Debian) by fontTools: `python data/fonts/make_fonts.py [FILE.ttc]`.

Kept: all of GBK, the characters of general words beyond it (CJK extension A), Latin, Greek, Cyrillic, signs and full-width forms, so that
no name turns into boxes. Left out: Japanese and Korean shapes, vertical writing, hinting. The licence (SIL OFL 1.1) stands beside it.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

SOURCE = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
FAMILY, NAME = "Noto Sans CJK SC", "NotoSansCJKsc-Regular-subset.otf"
RANGES = (range(0x20, 0x250), range(0x370, 0x400), range(0x400, 0x460), range(0x2000, 0x2800), range(0x3000, 0x3040), range(0x3400, 0x4DC0),
          range(0xFF00, 0xFFF0))


def gbk() -> set[int]:
    """Every character that GBK can write."""
    found = set()
    for first in range(0x81, 0xFF):
        for second in range(0x40, 0xFF):
            found |= {ord(letter) for letter in bytes((first, second)).decode("gbk", "ignore")}
    return found


def simplified(collection: TTCollection) -> TTFont:
    """The face with simplified Chinese shapes."""
    return next(font for font in collection.fonts if font["name"].getDebugName(1) == FAMILY)


def main(source: str) -> None:
    """Write the subset beside this script."""
    font = simplified(TTCollection(source))
    options = Options()
    options.layout_features, options.hinting, options.name_IDs, options.notdef_outline = ["kern"], False, [0, 1, 2, 3, 4, 5, 6, 13, 14], True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=gbk().union(*RANGES))
    subsetter.subset(font)
    target = Path(__file__).with_name(NAME)
    font.save(target)
    print(f"{target.name}: {len(font.getBestCmap()):,} characters, {target.stat().st_size / 2**20:.1f} MiB")


if __name__ == "__main__":
    main(*sys.argv[1:] or [SOURCE])
