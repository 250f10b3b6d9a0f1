"""``python -m sim NAME …``: the shop, or one simulator by itself."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

COMMANDS = {
    "shop": ("sim.opening:run", "a whole shop: simulators, broker, hub and the daemon"),
    "demo": ("sim.demo:run", "a shop that sells one basket and shows the receipt"),
    "sefaz": ("sim.sefaz.command:run", "the tax authority: SOAP 1.2 over mutual TLS"),
    "printer": ("sim.printer.command:run", "an ESC/POS receipt printer on a TCP port"),
    "scanner": ("sim.scanner:run", "a serial barcode scanner on a pty"),
    "scale": ("sim.scale.command:run", "a counter scale on a pty"),
    "token": ("sim.token:run", "a PKCS#11 token (SoftHSM2) with an e-CNPJ"),
    "broker": ("sim.broker:run", "Mosquitto with TLS and client certificates"),
    "hub": ("sim.hub:run", "the cloud's end of MQTT: acknowledges events"),
}


def main(arguments: Sequence[str]) -> int:
    name, *rest = arguments or ["--help"]
    if name in COMMANDS:
        module, function = COMMANDS[name][0].split(":")
        run = getattr(importlib.import_module(module), function)
        return int(run(rest) or 0)
    wanted_help = name in {"-h", "--help"}
    out = sys.stdout if wanted_help else sys.stderr
    out.write("usage: python -m sim NAME [options]   (python -m sim NAME --help)\n\n")
    out.writelines(f"  {each:<8}  {about}\n" for each, (_, about) in COMMANDS.items())
    return 0 if wanted_help else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
