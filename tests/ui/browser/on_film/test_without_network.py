"""Nothing FormCheck needs is fetched from anywhere: it works where there is no network at all."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.browser.servers import TOP

pytestmark = [pytest.mark.browser, pytest.mark.slow]

INSIDE = Path(__file__).with_name("without_network.py")
RAISE_LOOPBACK = """
import fcntl, os, socket, struct, sys
READ_FLAGS, WRITE_FLAGS, UP = 0x8913, 0x8914, 1
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    answer = fcntl.ioctl(any_socket, READ_FLAGS, struct.pack("16sh14x", b"lo", 0))
    name, flags = struct.unpack("16sh14x", answer)
    fcntl.ioctl(any_socket, WRITE_FLAGS, struct.pack("16sh14x", name, flags | UP))
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def test_everything_works_where_there_is_no_network(chromium, tmp_path):
    alone = _without_network()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    done = subprocess.run(
        [
            *(*alone, sys.executable, "-c", RAISE_LOOPBACK),
            *("-m", "pytest", "-x", "-p", "no:cacheprovider", "-p", "no:xdist"),
            *(f"--basetemp={tmp_path / 'inside'}", str(INSIDE)),
        ],
        cwd=TOP,
        env=environment,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout, done.stdout


def _without_network() -> list[str]:
    """The command that runs another one where there is no network; skips where none may."""
    if shutil.which("unshare") is None:
        pytest.skip("No network namespaces here: there is no program unshare.")
    root = getattr(os, "geteuid", lambda: -1)() == 0
    command = ["unshare", "--net"] if root else ["unshare", "--net", "--map-root-user"]
    tried = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"No network namespaces here: {tried.stderr.strip()}")
    return command
