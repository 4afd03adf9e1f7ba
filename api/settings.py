"""What an operator may set, with sane defaults."""

from dataclasses import dataclass, field

DEFAULT_RATES = {"read": 1200, "write": 300, "extract": 60}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one server. Sizes are bytes, rates are requests a minute for one client (0: no limit)."""

    database: str = "sqlite:///timeline.db"
    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: frozenset[str] = field(default_factory=frozenset)
    """Host names to answer to; empty: the loopback names on a loopback address, any name elsewhere."""
    proxies: int = 0
    """How many proxies in front set X-Forwarded-For, -Proto, -Host and -Prefix; 0 ignores these headers."""
    max_body: int = 8 * 2**20
    max_batch_line: int = 8 * 2**20
    """Longest line of an NDJSON batch; the batch itself may have any length."""
    max_batch: int = 4 * 2**30
    read_rate: int | None = None
    write_rate: int | None = None
    extract_rate: int | None = None
    """None: 1200 reads, 300 writes, 60 extractions; without a limit on a loopback address."""

    @property
    def rates(self) -> dict[str, int]:
        """Requests a minute for each kind of work, 0 without limit."""
        defaults = {"read": 0, "write": 0, "extract": 0} if self.loopback else DEFAULT_RATES
        given = {"read": self.read_rate, "write": self.write_rate, "extract": self.extract_rate}
        return {kind: defaults[kind] if rate is None else rate for kind, rate in given.items()}

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK

    @property
    def hosts(self) -> frozenset[str]:
        """Host names to answer to; empty: any."""
        return self.allowed_hosts or (LOOPBACK if self.loopback else frozenset())
