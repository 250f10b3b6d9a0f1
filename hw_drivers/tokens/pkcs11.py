"""An A3 token through its PKCS#11 module, chosen by what its certificate says.

Neither labels nor slot numbers are looked at: labels are free text, slots move. The certificate is
chosen first, without a PIN, so that a PIN never reaches a token that is not the wanted one.

Everything here blocks, a signature for a second or more on real hardware, and must be called from
one thread only: two threads in one module crash (seen with SoftHSM 2.6).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pkcs11
from pkcs11 import Attribute, Mechanism, ObjectClass, TokenFlag

from hw_drivers.tokens.cryptoki import LOST, NOT_A_TOKEN, failed
from hw_drivers.tokens.errors import TokenAbsent, TokenError, TokenLost
from hw_drivers.tokens.login import log_in
from hw_drivers.tokens.pins import Pin, PinMemory

if TYPE_CHECKING:
    from pkcs11._pkcs11 import lib as Library  # noqa: N812 - a class, named like a function

#: PKCS #1 v2.2 section 9.2, note 1: what stands before the SHA-1 of the data in a DigestInfo.
_SHA1_DIGEST_INFO = bytes.fromhex("3021300906052b0e03021a05000414")


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredCertificate:
    """A certificate on a token: DER, its CKA_ID, and the token's serial number."""

    der: bytes
    cka_id: bytes
    serial: bytes


#: Picks the wanted one of all certificates on all tokens that are plugged in; None: none of them.
Choose = Callable[[Sequence[StoredCertificate]], StoredCertificate | None]


class Pkcs11Module:
    """A vendor's module (``libeToken.so``). A process has one of these for each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: set[Pkcs11Token] = set()

    def open(self, *, choose: Choose, pin: Pin, memory: PinMemory) -> Pkcs11Token:
        """The token with the chosen certificate, logged in.

        Raises ``TokenAbsent`` (``token.absent``, ``token.no_certificate``), ``PinError``, or
        ``TokenError`` when the module or the token is of no use.
        """
        try:
            tokens = list(self._tokens())
            offers = [(each, token) for token in tokens for each in _certificates(token)]
            chosen = choose([each for each, _ in offers])
            if not tokens or chosen is None:
                raise TokenAbsent("token.no_certificate" if tokens else "token.absent")
            session = log_in(next(token for each, token in offers if each is chosen), pin, memory)
            key = _private_key(session, chosen.cka_id)
            opened = Pkcs11Token(self, session, key, chosen, [each for each, _ in offers])
        except LOST as error:
            raise TokenAbsent("token.absent", why=type(error).__name__) from None
        except pkcs11.PKCS11Error as error:
            raise failed(error) from None
        self._open.add(opened)
        return opened

    def closed(self, token: Pkcs11Token) -> None:
        """``token`` is no longer used."""
        self._open.discard(token)

    def _tokens(self) -> Iterator[pkcs11.Token]:
        """The tokens that are plugged in and set up.

        Starting the module anew is the only way to make SoftHSM, and OpenSC after a restart of
        pcscd, look into the readers again; it would end the sessions of an open token.
        """
        library = self._load()
        if not self._open:
            library.reinitialize()
        for slot in library.get_slots(token_present=True):
            try:
                token = slot.get_token()
            except NOT_A_TOKEN:
                continue
            if TokenFlag.TOKEN_INITIALIZED in token.flags:
                yield token

    def _load(self) -> Library:
        if not self._path.exists():
            raise TokenError("token.no_module", module=str(self._path))
        return pkcs11.lib(str(self._path))


class Pkcs11Token:
    """A token that is logged in and can sign, until it is closed or lost.

    ``certificate`` is the chosen one; among ``certificates``, all that were found, are the
    authorities above it.
    """

    def __init__(
        self,
        module: Pkcs11Module,
        session: pkcs11.Session,
        key: pkcs11.SignMixin,
        certificate: StoredCertificate,
        certificates: Sequence[StoredCertificate],
    ) -> None:
        self.certificate = certificate
        self.certificates = tuple(certificates)
        self._module = module
        self._session = session
        self._key = key
        self._hashes = Mechanism.SHA1_RSA_PKCS in session.token.slot.get_mechanisms()

    def sign_sha1(self, data: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-1 over ``data``. Raises ``TokenLost`` or ``TokenError``."""
        try:
            if self._hashes:
                return self._key.sign(data, mechanism=Mechanism.SHA1_RSA_PKCS)
            digest = hashlib.sha1(data, usedforsecurity=False).digest()
            return self._key.sign(_SHA1_DIGEST_INFO + digest, mechanism=Mechanism.RSA_PKCS)
        except LOST as error:
            raise TokenLost("token.lost", why=type(error).__name__) from None
        except pkcs11.PKCS11Error as error:
            raise failed(error) from None

    def probe(self) -> None:
        """Raises ``TokenLost`` when it is no longer there. The key is not used.

        Some tokens do not bear being asked often: when idle, not more than every 30 s.
        """
        try:
            self._session.token.slot.get_token()
            _private_key(self._session, self.certificate.cka_id)
        except (*LOST, TokenError) as error:
            raise TokenLost("token.lost", why=type(error).__name__) from None
        except pkcs11.PKCS11Error as error:
            raise failed(error) from None

    def close(self) -> None:
        """Let go of it, whether or not it is still there."""
        self._module.closed(self)
        try:
            self._session.close()
        except pkcs11.PKCS11Error:
            return


def _certificates(token: pkcs11.Token) -> list[StoredCertificate]:
    """What can be read without a PIN. An object without CKA_ID cannot be tied to a key."""
    found = []
    with token.open() as session:
        for item in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
            try:
                der, cka_id = item[Attribute.VALUE], item[Attribute.ID]
            except pkcs11.AttributeTypeInvalid:
                continue
            found.append(StoredCertificate(der=der, cka_id=cka_id, serial=token.serial))
    return found


def _private_key(session: pkcs11.Session, cka_id: bytes) -> pkcs11.SignMixin:
    wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: cka_id}
    for key in session.get_objects(wanted):
        if isinstance(key, pkcs11.SignMixin):
            return key
    raise TokenError("token.no_key", cka_id=cka_id.hex())
