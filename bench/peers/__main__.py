"""``python -m bench.peers FOLDER``: the process of the peers."""

import asyncio
import sys
from pathlib import Path

from bench.peers import nfelib_nfce, pynfe_nfce, sqlite_insert
from bench.stage import serve

if __name__ == "__main__":
    subjects = {**nfelib_nfce.SUBJECTS, **pynfe_nfce.SUBJECTS, **sqlite_insert.SUBJECTS}
    asyncio.run(serve(subjects, Path(sys.argv[1])))
