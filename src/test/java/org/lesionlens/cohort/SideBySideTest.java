package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SideBySideTest {
    @Test
    void allAreAtWorkAtOnce() throws IOException {
        CountDownLatch together = new CountDownLatch(3);
        SideBySide.run(3, () -> false, stop -> {
            together.countDown();
            await(together);
        });
        assertThat(together.getCount()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatOneThrowsEndsTheOthersAndIsThrown() {
        AtomicInteger number = new AtomicInteger();
        assertThatThrownBy(() -> SideBySide.run(3, () -> false, stop -> {
                    if (number.incrementAndGet() == 2) {
                        throw new IOException("the disk is full");
                    }
                    while (!stop.getAsBoolean()) {
                        Thread.onSpinWait();
                    }
                    throw new CancellationException("told to end");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk is full");
    }

    @Test
    void anInterruptedCallerEndsThem() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> SideBySide.run(2, () -> false, stop -> {
                    while (!stop.getAsBoolean()) {
                        Thread.onSpinWait();
                    }
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).as("and stays interrupted").isTrue();
    }

    @Test
    void aSingleOneRunsInTheCallersThread() throws IOException {
        Queue<Thread> seen = new ConcurrentLinkedQueue<>();
        SideBySide.run(1, () -> false, stop -> seen.add(Thread.currentThread()));
        assertThat(seen).containsExactly(Thread.currentThread());
    }
}
