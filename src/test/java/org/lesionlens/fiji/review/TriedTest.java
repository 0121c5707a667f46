package org.lesionlens.fiji.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TriedTest {
    @Test
    void whateverEndsTheWorkIsHandedOn() {
        assertThat(Tried.failure(() -> {})).isEmpty();
        for (Throwable fault : new Throwable[] {new IOException(), new IllegalStateException(), new InternalError()}) {
            assertThat(Tried.failure(() -> fail(fault))).containsSame(fault);
        }
        assertThat(Tried.failure(TriedTest::endless)).containsInstanceOf(StackOverflowError.class);
    }

    private static void fail(Throwable fault) throws IOException {
        if (fault instanceof IOException disk) {
            throw disk;
        }
        if (fault instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        throw (Error) fault;
    }

    @SuppressWarnings("InfiniteRecursion")
    private static void endless() {
        endless();
    }
}
