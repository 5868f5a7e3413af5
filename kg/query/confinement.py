"""Takes from a worker what a query must not reach: the network, more memory, a life without end.

What comes in: limits.  What goes out: nothing; the process is confined for the rest of its life.

The network is closed by the kernel: a seccomp filter refuses to make sockets, which no user may
lift again.  It needs Linux on x86-64 or ARM64; elsewhere ``inspection`` alone keeps queries in.
"""

import ctypes
import errno
import os
import resource
import signal
import struct
from functools import cache

__all__ = [
    "NO_NETWORK",
    "lift_memory_limit",
    "limit_memory",
    "limit_time",
    "memory_in_use",
    "shut_network",
]

NO_NETWORK = os.strerror(errno.ENETDOWN)
"""What a process that is shut off hears when it asks for a socket."""

_MIB = 1 << 20
_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2  # of prctl
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # of the kernel's packet filter
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | errno.ENETDOWN, 0x80000000
_ARCHITECTURES = {  # name → its number, that of the call "socket"
    "x86_64": (0xC000003E, 41),
    "aarch64": (0xC00000B7, 198),
}
_IO_URING_SETUP = 425  # a second way to make sockets
_X32 = 0x40000000  # from here on calls of x86-64 are numbered a second time


def limit_time(seconds: float) -> None:
    """Let the kernel end this process, even if nobody is left to kill it; 0 takes that back."""
    if signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # a handler in Python would wait for the query
    signal.setitimer(signal.ITIMER_REAL, seconds)


def limit_memory(mebibytes: int) -> None:
    """Let allocations fail beyond what is in use now plus so much, and leave no core file.

    The next call counts from what is in use then.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    in_use = memory_in_use()
    if in_use:
        highest = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (in_use + mebibytes * _MIB, highest))


def lift_memory_limit() -> None:
    """Take back what ``limit_memory`` did; a query cannot call this."""
    highest = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (highest, highest))


def memory_in_use() -> int:
    """Return how many bytes of address space this process has; 0 where the system does not say."""
    handle = _statistics()
    return int(os.pread(handle, 32, 0).split()[0]) * resource.getpagesize() if handle is not None else 0


@cache
def _statistics() -> int | None:
    """Return the open file in which the kernel tells this process of itself; only Linux has one."""
    try:
        return os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


def shut_network() -> bool:
    """Refuse this process, and threads it starts, every new socket; return whether that holds."""
    system = os.uname()
    if system.sysname != "Linux" or system.machine not in _ARCHITECTURES:
        return False
    program = b"".join(_filter(*_ARCHITECTURES[system.machine]))
    code = ctypes.create_string_buffer(program, len(program))
    handle = struct.pack("H6xP", len(program) // 8, ctypes.addressof(code))
    program_and_length = ctypes.create_string_buffer(handle)
    prctl = ctypes.CDLL(None).prctl
    prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    return bool(
        prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
        and prctl(_SET_SECCOMP, _FILTER, ctypes.addressof(program_and_length), 0, 0) == 0
    )


def _filter(architecture: int, socket: int) -> list[bytes]:
    """Return the filter's instructions: operation, steps ahead if so, steps ahead if not, value."""
    steps = [
        (_LOAD, 0, 0, 4),  # architecture
        (_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),  # number of the call
        (_IF_AT_LEAST, 2, 0, _X32),
        (_IF_EQUAL, 1, 0, socket),
        (_IF_EQUAL, 0, 1, _IO_URING_SETUP),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return [struct.pack("HBBI", *step) for step in steps]
