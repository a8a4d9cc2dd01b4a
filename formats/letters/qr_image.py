"""QR code as a vector image, for the EPC text of a letter.

*Source*: EPC069-12 version 2.1: error correction level M, version 13 at most; ISO/IEC 18004: quiet zone of four
modules.
"""

from __future__ import annotations

import re
from typing import Any, Final

import zxingcpp

_DARK: Final = re.compile(b"\x00+")


def draw_qr(text: str) -> str:
    """The text as a QR code in SVG, with its quiet zone.

    The text goes in as UTF-8 bytes without a note on the character set: banking apps read that note from the
    payload itself (its third line), and some stumble over a second one. Each run of dark modules in a row is one
    rectangle of a single path: the library's own SVG takes twice as long.
    """
    code = zxingcpp.create_barcode(text.encode("utf-8"), zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    # The library's stubs do not know yet that an image is a buffer.
    image: Any = code.to_image(scale=1, add_quiet_zones=True)
    size = image.shape[0]
    rectangles = []
    for run in _DARK.finditer(bytes(memoryview(image))):
        row, column = divmod(run.start(), size)
        width = run.end() - run.start()
        rectangles.append(f"M{column} {row}h{width}v1h-{width}z")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{"".join(rectangles)}"/></svg>'
    )
