"""Two packages share the import name ``pkcs11``; only one of them works."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from hw_drivers.tokens.errors import TokenError


def require_python_pkcs11() -> None:
    """Raises ``TokenError("token.wrong_package")`` unless ``pkcs11`` is the one of python-pkcs11.

    To be called before ``hw_drivers.tokens.pkcs11`` is imported. The other package, named
    ``pkcs11``, is long dead, and overwrites the files of this one when both are installed.
    """
    if _is_installed("pkcs11") or not _is_installed("python-pkcs11"):
        raise TokenError("token.wrong_package")


def _is_installed(distribution: str) -> bool:
    try:
        version(distribution)
    except PackageNotFoundError:
        return False
    return True
