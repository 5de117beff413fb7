"""Grades on the machines of a Dask scheduler, which nobody else may reach."""

import ipaddress
import uuid
from collections import deque
from contextlib import suppress
from typing import Any

from teaching.classes.job import (
    Contents,
    Job,
    Results,
    Timed,
    content_of,
    stopped,
)
from teaching.grading.results import needs_human
from teaching.refused import Refused

WAIT = 30  # seconds for scheduler and workers that have just been started
SENT_AHEAD = 2  # contents for each thread: one in work, one that waits for it

_jobs: dict[str, Job] = {}  # in a Dask worker, by the run


def _work_for(run_id: str, data: bytes, most: float) -> Timed:
    return _jobs[run_id](data, most)


def _ready_for(run_id: str) -> bool:
    return run_id in _jobs


def dask_results(job: Job, contents: Contents, address: str) -> Results:
    """Grade on the workers of the scheduler at this address.

    A worker that dies gives its jobs back; Dask decides how often (its setting
    ``distributed.scheduler.allowed-failures``).
    """
    import distributed

    class Ready(distributed.WorkerPlugin):  # type: ignore[misc]
        """Brings the job to every worker, also to those that join later."""

        def __init__(self, run_id: str, job: Job):
            self.run_id, self.job = run_id, job

        def setup(self, worker: Any) -> None:
            from teaching.classes import machines  # the worker's own

            machines._jobs[self.run_id] = self.job

        def teardown(self, worker: Any) -> None:
            from teaching.classes import machines

            machines._jobs.pop(self.run_id, None)

    run_id = uuid.uuid4().hex
    try:
        client = distributed.Client(
            address, timeout=WAIT, set_as_default=False
        )
    except TypeError as error:  # Dask's answer to tls:// without a certificate
        raise Refused(
            f"{address} needs a certificate ({error}). Remedy: set the "
            "variables of TLS as chapters/teaching.md shows."
        ) from error
    except (OSError, ValueError, TimeoutError) as error:
        raise Refused(
            f"no Dask scheduler answers at {address} ({error}). Remedy: start "
            "one as chapters/teaching.md shows, and give its address."
        ) from error
    with client:
        _refuse_open(client.scheduler_info(n_workers=-1))
        try:
            client.wait_for_workers(1, timeout=WAIT)
        except TimeoutError as error:
            raise Refused(
                f"the scheduler at {address} has no workers. Remedy: start "
                "some as chapters/teaching.md shows."
            ) from error
        _refuse_open(client.scheduler_info(n_workers=-1))
        try:
            client.register_plugin(Ready(run_id, job), name=run_id)
            client.submit(_ready_for, run_id, pure=False).result()
        except Exception as error:
            raise stopped(error) from error
        try:
            yield from _through_window(client, run_id, contents, distributed)
        finally:
            # Not possible, and not needed, when the scheduler is gone.
            with suppress(OSError, TimeoutError, RuntimeError):
                client.unregister_worker_plugin(run_id)


def _through_window(
    client: Any, run_id: str, contents: Contents, distributed: Any
) -> Results:
    """Send contents as results come back, so that only a few of them are in memory at once."""
    waiting = deque(contents.items())
    sent: dict[Any, str] = {}
    running = distributed.as_completed(loop=client.loop)

    def send() -> None:
        # Counted each time: workers join and leave.
        most_sent = SENT_AHEAD * max(1, sum(client.nthreads().values()))
        while waiting and len(sent) < most_sent:
            sha256, (handed, most) = waiting.popleft()
            future = client.submit(
                _work_for, run_id, content_of(handed), most, pure=False
            )
            sent[future] = sha256
            running.add(future)

    send()
    for future in running:
        sha256, result = sent.pop(future), _dask_result(future, distributed)
        del future  # the scheduler keeps its content as long as there is one
        send()
        yield sha256, *result


def _refuse_open(info: dict[str, Any]) -> None:
    """Refuse what others may reach without a certificate: they could run code on it."""
    workers = info["workers"]
    nannies = [worker.get("nanny") for worker in workers.values()]
    for address in filter(None, (info["address"], *workers, *nannies)):
        protocol, _, place = address.partition("://")
        host = place.rpartition(":")[0].strip("[]")
        alone = protocol in ("tls", "inproc")
        with suppress(ValueError):  # a name: nobody knows whose
            alone = alone or ipaddress.ip_address(host).is_loopback
        if not alone:
            raise Refused(
                f"{address} is open to everyone who can reach it: they could "
                "run code there, and read the tests. Remedy: --host 127.0.0.1 "
                "on one machine, TLS on several, as chapters/teaching.md shows."
            )


def _dask_result(future: Any, distributed: Any) -> Timed:
    try:
        timed: Timed = future.result()
        return timed
    except distributed.KilledWorker as error:
        deaths = error.allowed_failures + 1
        reason = f"{deaths} workers died one after another on this submission"
        return needs_human(reason), 0.0
    except distributed.client.FutureCancelledError as error:
        raise Refused(
            "the Dask scheduler is gone. What is graded is kept. Remedy: "
            "start it again and give the same command."
        ) from error
    except Exception as error:
        raise stopped(error) from error
