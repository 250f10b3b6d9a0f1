"""The fiscal core stays light: what it must not load, and how much it may."""

from __future__ import annotations

import subprocess
import sys

_ISSUE_ONE = """
import sys
from tests.support.sales import draft
draft().check()
heavy = {"nfelib", "xsdata", "cryptography", "signxml", "xmlsec", "pydantic", "PIL"}
print(sorted(heavy & set(sys.modules)))
"""


def test_issuing_a_note_loads_neither_bindings_nor_cryptography() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ISSUE_ONE], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
