"""The web services by the names of their WSDL."""

from __future__ import annotations

AUTHORISATION = "NFeAutorizacao4"
CONSULT = "NFeConsultaProtocolo4"
EVENTS = "NFeRecepcaoEvento4"
STATUS = "NFeStatusServico4"
VOIDING = "NFeInutilizacao4"

ALL = frozenset({AUTHORISATION, CONSULT, EVENTS, STATUS, VOIDING})
