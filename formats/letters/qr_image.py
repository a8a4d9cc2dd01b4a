"""QR code as a vector image, for the EPC text of a letter.

*Source*: EPC069-12 version 2.1: error correction level M, version 13 at most; ISO/IEC 18004: quiet zone of four
modules.
"""

from __future__ import annotations

import re

import zxingcpp


def draw_qr(text: str) -> str:
    """The text as a QR code in SVG, with its quiet zone.

    The text goes in as UTF-8 bytes without a note on the character set: banking apps read that note from the
    payload itself (its third line), and some stumble over a second one.
    """
    code = zxingcpp.create_barcode(text.encode("utf-8"), zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    # The document type and the description are noise in a file with ten thousand codes.
    return re.sub(r"<!DOCTYPE.*?>\n|<desc>.*?</desc>|\n", "", str(code.to_svg()), flags=re.DOTALL)
