"""``python -m bench.ours FOLDER``: the process of our side."""

import asyncio
import sys
from pathlib import Path

from bench.ours import fiscal, issuing, signing
from bench.stage import serve

if __name__ == "__main__":
    subjects = {**fiscal.SUBJECTS, **signing.SUBJECTS, **issuing.SUBJECTS}
    asyncio.run(serve(subjects, Path(sys.argv[1])))
