"""``edge …``: run the box, look into its journal, check it, make a till's key."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from edge import __version__, config
from edge.clock import SystemClock
from edge.errors import EdgeError
from edge.messages import render

_FAILED = 1
_UNUSABLE = 2


def main(arguments: list[str] | None = None) -> None:
    """The command line. Exit status: 0 well, 1 something is wrong, 2 it cannot be done."""
    options = _parser().parse_args(arguments)
    act: Callable[[argparse.Namespace], int] = options.act
    try:
        status = act(options)
    except EdgeError as error:
        sys.stderr.write(render(error.code, error.params) + "\n")
        status = _UNUSABLE
    except BrokenPipeError:  # the reader of our output had enough
        status = 0
    sys.exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="edge", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="command")

    run = commands.add_parser("run", help="run the daemon")
    run.add_argument("--config", type=Path, required=True, help="the configuration, TOML")
    run.set_defaults(act=_run)

    check = commands.add_parser("check", help="check the configuration and every device")
    check.add_argument("--config", type=Path, required=True)
    check.set_defaults(act=_check)

    key = commands.add_parser(
        "till-key", help="make a till's key and the line for the configuration"
    )
    key.add_argument("till", help="the till's id, for example till-1")
    key.set_defaults(act=_till_key)

    journal = commands.add_parser(
        "journal", help="look into the journal; the daemon may be running"
    )
    _journal_commands(journal.add_subparsers(required=True, metavar="what"))
    return parser


def _journal_commands(commands: Any) -> None:
    verify = commands.add_parser("verify", help="walk the hash chain and every stored document")
    verify.set_defaults(act=_verify)
    listing = commands.add_parser("list", help="list entries")
    listing.add_argument("--kind", help="only this kind, for example document_signed")
    listing.add_argument("--subject", help="only about this access key, sale or print job")
    listing.add_argument(
        "--after", type=int, default=0, metavar="SEQ", help="only after this entry"
    )
    listing.add_argument("--limit", type=int, default=200)
    listing.set_defaults(act=_list)
    rebuild = commands.add_parser("rebuild", help="make the projections again from the entries")
    rebuild.add_argument("--check", action="store_true", help="only compare, change nothing")
    rebuild.set_defaults(act=_rebuild)
    for command in (verify, listing, rebuild):
        where = command.add_mutually_exclusive_group(required=True)
        where.add_argument("--config", type=Path, help="the box's configuration")
        where.add_argument("--journal", type=Path, metavar="FILE", help="the journal itself")
        command.add_argument("--json", action="store_true", help="JSON, one object a line")


def _run(options: argparse.Namespace) -> int:
    asyncio.run(_serve(config.load(options.config)))
    return 0


async def _serve(settings: config.Config) -> None:
    """The daemon and its signer take as long to load, so they do it at the same time."""
    from edge.signer import Signer

    stop, loop, clock = asyncio.Event(), asyncio.get_running_loop(), SystemClock()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    settings.box.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    signer = Signer.of(settings, clock=clock)
    await signer.start()
    await signer.under_way()
    try:
        from edge import appliance, logs
        from edge.health.notify import Notifier

        logs.set_up()
        notifier = Notifier.from_environment(os.environ, pid=os.getpid())
        await appliance.run(settings, signer=signer, clock=clock, stop=stop, notifier=notifier)
    finally:
        await signer.close()


def _check(options: argparse.Namespace) -> int:
    from edge import logs, self_check

    logs.set_up(quiet=True)
    report = asyncio.run(self_check.run(config.load(options.config)))
    sys.stdout.write(report.text)
    return 0 if report.passed else _FAILED


def _till_key(options: argparse.Namespace) -> int:
    from edge.provisioning.till_keys import new_till_key

    key = new_till_key()
    sys.stdout.write(
        f"Chave do caixa {options.till} (guarde-a no caixa; não será mostrada de novo):\n"
        f"  {key.secret}\n\nPara a configuração da caixa:\n"
        f'  [[lan.tills]]\n  id = "{options.till}"\n  key_sha256 = "{key.sha256}"\n'
    )
    return 0


def _verify(options: argparse.Namespace) -> int:
    from edge.journal.reports import verify_report

    report = verify_report(_journal(options))
    _tell(options, [report])
    return 0 if report["whole"] else _FAILED


def _list(options: argparse.Namespace) -> int:
    from edge.journal.reports import list_entries

    _tell(
        options,
        list_entries(
            _journal(options),
            kind=options.kind,
            subject=options.subject,
            after=options.after,
            limit=options.limit,
        ),
    )
    return 0


def _rebuild(options: argparse.Namespace) -> int:
    from edge.journal.reports import rebuild_report

    report = rebuild_report(_journal(options), check=options.check)
    _tell(options, [report])
    return 0 if report["equal"] or not options.check else _FAILED


def _journal(options: argparse.Namespace) -> Path:
    if options.journal is not None:
        return Path(options.journal)
    return config.load(options.config).box.data_dir / "journal.db"


def _tell(options: argparse.Namespace, rows: Iterable[dict[str, Any]]) -> None:
    from edge.journal.reports import as_table

    if options.json:
        for row in rows:
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(as_table(rows) + "\n")


if __name__ == "__main__":
    main()
