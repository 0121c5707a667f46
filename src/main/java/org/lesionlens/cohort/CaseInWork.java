package org.lesionlens.cohort;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.MemoryBudget;
import org.lesionlens.cases.Provenance;
import org.lesionlens.io.file.VolumeHeader;

/** A case on its way from file to folder: the time it took so far, without waiting, and its memory. */
final class CaseInWork {
    private final Case item;
    private final Provenance from;
    private final MemoryBudget memory;
    private final String started = now();
    private long nanos;
    private long since;
    private boolean working;
    private long reserved;
    private boolean ended;

    /** @param from what its result depends on */
    CaseInWork(Case item, Provenance from, MemoryBudget memory) {
        this.item = item;
        this.from = from;
        this.memory = memory;
    }

    /** ISO 8601, UTC. */
    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    Case item() {
        return item;
    }

    Provenance from() {
        return from;
    }

    String started() {
        return started;
    }

    synchronized void work() {
        since = System.nanoTime();
        working = true;
    }

    synchronized void pause() {
        nanos = nanos();
        working = false;
    }

    private long nanos() {
        return working ? nanos + System.nanoTime() - since : nanos;
    }

    synchronized double seconds() {
        return nanos() / 1e9;
    }

    synchronized boolean isOverdue(Duration limit) {
        return nanos() > limit.toNanos();
    }

    /** Waits for memory, which does not count as work. */
    void reserve(List<VolumeHeader> headers) throws InterruptedException {
        pause();
        long bytes = memory.reserve(headers);
        synchronized (this) {
            reserved = ended ? 0 : bytes;
        }
        if (reserved == 0) {
            memory.giveBack(bytes);
        }
        work();
    }

    /** Gives the memory back, and takes away what was fetched. */
    void end() {
        synchronized (this) {
            pause();
            ended = true;
            memory.giveBack(reserved);
            reserved = 0;
        }
        item.release();
    }
}
