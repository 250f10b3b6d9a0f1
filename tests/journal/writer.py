"""A process that appends sales and says so: ``python -m tests.journal.writer JOURNAL [FLAG]``.

Each line it prints is an acknowledgement, ``ack <seq> <hash>``, or ``refused <code>``; the third
refusal ends it, without closing anything. FLAG, where given, is made once ten sales are in, for
whatever makes the disk fail when it is there.
"""

import asyncio
import os
import sys
from pathlib import Path

from edge.clock import SystemClock
from edge.errors import StorageFailed
from edge.journal.journal import Journal
from tests.journal import story


async def main(path: Path, flag: Path | None) -> None:
    journal = await Journal.open(path, clock=SystemClock())
    refusals = 0
    while refusals < 3:
        n = journal.head // 3
        try:
            entries = await journal.append(
                story.sale(f"s{n}"),
                story.signed(f"k{n}", of=f"s{n}", nNF=n + 1),
                story.document("sent", f"k{n}"),
                cursor=("writer", journal.head + 3),
            )
        except StorageFailed as error:
            refusals += 1
            print("refused", error.code, flush=True)  # noqa: T201
        else:
            print("ack", entries[-1].seq, entries[-1].hash.hex(), flush=True)  # noqa: T201
        if flag is not None and n == 9:
            flag.touch()
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
