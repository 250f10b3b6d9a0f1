"""What is kept and handed on: the signed request and SEFAZ's word on it, joined byte for byte."""

from __future__ import annotations

from edge.fiscal.parsing import NFE


def proc_event(evento: bytes, ret_evento: bytes) -> bytes:
    """``procEventoNFe``. The signed bytes go in untouched."""
    return _join("procEventoNFe", "1.00", evento, ret_evento)


def proc_voiding(inut: bytes, ret_inut: bytes) -> bytes:
    """``procInutNFe``. The signed bytes go in untouched."""
    return _join("procInutNFe", "4.00", inut, ret_inut)


def _join(root: str, versao: str, request: bytes, answer: bytes) -> bytes:
    head = f'<{root} xmlns="{NFE}" versao="{versao}">'
    return b"".join((head.encode(), request, answer, f"</{root}>".encode()))
