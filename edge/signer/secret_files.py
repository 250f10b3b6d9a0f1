"""PINs and passwords, from files that nobody else can read."""

from __future__ import annotations

import stat
from pathlib import Path

from edge.errors import SignerProblem


def read_secret(path: Path) -> tuple[str, str]:
    """The text in ``path`` without its line end, and which version of the file that is.

    The version changes whenever the file is written. Raises ``SignerProblem`` when the file cannot
    be read or when others can read it. Group bits are let pass: they are where an ACL shows, which
    is how systemd hands over credentials.
    """
    try:
        with path.open(encoding="utf-8") as file:
            about = path.stat()
            text = file.read().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SignerProblem("signer.secret_unreadable", file=str(path), why=str(error)) from None
    if stat.S_IMODE(about.st_mode) & stat.S_IRWXO:
        raise SignerProblem("signer.secret_open_to_others", file=str(path))
    if not text:
        raise SignerProblem("signer.secret_empty", file=str(path))
    return text, f"{about.st_ino}.{about.st_mtime_ns}"
