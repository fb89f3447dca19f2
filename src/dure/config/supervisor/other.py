"""A process that the plant shall not outlive, such as a trial or a test that started it."""

import psutil


class Other:
    """The process `pid` of now: a later one of the same number is another."""

    def __init__(self, pid: int) -> None:
        try:
            self._process: psutil.Process | None = psutil.Process(pid)
        except psutil.NoSuchProcess:
            self._process = None

    def has_ended(self) -> bool:
        """A zombie has ended too: only its parent has not looked yet."""
        try:
            return (
                self._process is None
                or not self._process.is_running()
                or self._process.status() == psutil.STATUS_ZOMBIE
            )
        except psutil.NoSuchProcess:
            return True
