"""What a run reads with: who reads the sources, and the journal of what was read."""

from __future__ import annotations

import os
from concurrent.futures import Executor
from contextlib import ExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crte_extract.batch import Journal
    from crte_extract.command.plan import Plan


def journal(plan: Plan, stack: ExitStack) -> Journal | None:
    """The journal beside the output, open until the stack ends; None where nothing is kept."""
    if plan.output is None or not plan.journalled:
        return None
    return stack.enter_context(plan.output.journal(plan.options, resume=plan.asked.resume))


def executor(plan: Plan, stack: ExitStack) -> Executor:
    """A cluster, a fork for a single source, or as many workers as there is work for.

    They end with the stack.
    """
    bounds = plan.asked.bounds()
    if plan.asked.scheduler:
        from crte_extract.batch import cluster

        return stack.enter_context(cluster(plan.asked.scheduler))
    if plan.alone and hasattr(os, "fork"):
        from crte_extract.batch import Forked

        return Forked(timeout=bounds.timeout, memory=bounds.memory)
    from crte_extract.batch import Here, cores

    if plan.alone:
        return Here()
    from crte_extract.batch import Workers

    jobs = min(bounds.jobs or cores(), len(plan.found.sources))
    workers = Workers(jobs, timeout=bounds.timeout, memory=bounds.memory)
    stack.callback(workers.shutdown, cancel_futures=True)
    return workers
