"""The process that draws one ticket: JSON on standard input, the file on standard output."""

from __future__ import annotations

import os
import sys

from edge.printing.picture_sheet import lay_out
from edge.printing.picture_wire import unpack


def main(fmt: str) -> None:
    os.nice(10)  # selling comes first on a small box
    sheet = lay_out(*unpack(sys.stdin.buffer.read()))
    if fmt == "pdf":
        from edge.printing.picture_pdf import draw
    else:
        from edge.printing.picture_png import draw
    sys.stdout.buffer.write(draw(sheet))


if __name__ == "__main__":
    main(sys.argv[1])
