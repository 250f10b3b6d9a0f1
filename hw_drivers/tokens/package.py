"""Two packages share the import name ``pkcs11``; only one of them works."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from hw_drivers.tokens.errors import TokenError


def require_python_pkcs11() -> None:
    """Raises ``TokenError("token.wrong_package")`` unless ``pkcs11`` is the one of python-pkcs11.

    To be called before ``hw_drivers.tokens.pkcs11`` is imported. The other package, named
    ``pkcs11``, is long dead, and overwrites the files of this one when both are installed. What is
    installed is read off the folder: ``importlib.metadata`` would cost 3 MB and 0.1 s.
    """
    spec = find_spec("pkcs11")
    if spec is None or spec.origin is None:
        raise TokenError("token.wrong_package")
    folder = Path(spec.origin).parent.parent
    if not _holds(folder, "python_pkcs11") or _holds(folder, "pkcs11"):
        raise TokenError("token.wrong_package")


def _holds(folder: Path, distribution: str) -> bool:
    """``dist-info`` is pip's, ``egg-info`` may be Debian's."""
    return any(folder.glob(f"{distribution}-*.*-info"))
