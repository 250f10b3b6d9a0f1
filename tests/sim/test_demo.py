from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import zxingcpp
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]


def test_one_demonstration_ends_with_its_summary(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sim", "demo", "--once", "--dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout.splitlines()[-1])
    assert (summary["status"], summary["print"]) == ("authorized", "printed")
    assert (summary["total"], summary["change"]) == ("145.52", "4.48")
    xml = Path(summary["xml"]).read_text("utf-8")
    assert summary["access_key"] in xml
    assert "<nfeProc" in xml
    assert xml.count("<det ") >= 12
    assert "Troco" in Path(summary["receipt_txt"]).read_text("utf-8")
    (code,) = zxingcpp.read_barcodes(Image.open(summary["receipt_png"]).convert("L"))
    assert summary["access_key"] in code.text
    assert "LEITE CONDENSADO MOÇA" in done.stdout


def test_a_demonstration_stays_until_ctrl_c_and_leaves_no_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sim", "demo", "--dir", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        shown = []
        for line in process.stdout:
            shown.append(line)
            if "Ctrl-C" in line:
                break
        assert any("curl http://127.0.0.1:" in line for line in shown)
        family = psutil.Process(process.pid).children(recursive=True)
        assert family
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 0
    assert psutil.wait_procs(family, timeout=10)[1] == []
