"""The document as it is kept and handed over: ``nfeProc``, the signed note beside its protocol."""

from __future__ import annotations

from edge.errors import Untrusted
from edge.fiscal.parsing import NFE

_HEAD = f'<nfeProc xmlns="{NFE}" versao="4.00">'.encode()


def nfe_proc(nfe: bytes, prot_nfe: bytes) -> bytes:
    """The two joined, byte for byte: what was signed is never written again (rejection 297).

    Raises ``Untrusted("fiscal.not_nfe")`` when ``nfe`` is not a bare ``NFe`` element.
    """
    if not (nfe.startswith(b"<NFe ") and nfe.endswith(b"</NFe>")):
        raise Untrusted("fiscal.not_nfe")
    return b"".join((_HEAD, nfe, prot_nfe, b"</nfeProc>"))
