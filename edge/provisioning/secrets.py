"""Secrets from files that nobody else can read, and from systemd's credentials."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from edge.errors import ConfigProblem

_LARGEST = 64 * 1024


def read_secret(path: Path, *, field: str, environment: Mapping[str, str] = os.environ) -> str:
    """The text in ``path`` without the one line end that an editor leaves.

    A credential of the same name comes first: systemd puts it into a folder of its own
    (``CREDENTIALS_DIRECTORY``, systemd.exec(5)) and guards it, with an ACL that shows as group
    bits. ``field`` is where the configuration names the file. Raises
    ``ConfigProblem("secret.missing" | "secret.unreadable" | "secret.exposed" | "secret.empty")``.
    """
    credentials = environment.get("CREDENTIALS_DIRECTORY")
    guarded = None if credentials is None else Path(credentials) / path.name
    found = guarded if guarded is not None and guarded.is_file() else path
    about = {"field": field, "file": str(found)}
    try:
        with found.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if found is path and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise ConfigProblem("secret.exposed", mode=f"{stat.S_IMODE(mode):04o}", **about)
            text = file.read(_LARGEST).decode()
    except FileNotFoundError:
        raise ConfigProblem("secret.missing", **about) from None
    except OSError as error:
        raise ConfigProblem("secret.unreadable", why=error.strerror, **about) from None
    except UnicodeDecodeError:
        raise ConfigProblem("secret.unreadable", why="UTF-8", **about) from None
    text = text.removesuffix("\n").removesuffix("\r")
    if not text:
        raise ConfigProblem("secret.empty", **about)
    return text
