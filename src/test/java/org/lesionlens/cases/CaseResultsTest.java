package org.lesionlens.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Files that are written at the same time. */
class CaseResultsTest {
    /** The folder is taken away then: a file that is written later would be left there, half of it. */
    @Test
    void afterOneFailedNoOtherIsWrittenAnyMore() {
        CountDownLatch drawing = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        assertThatThrownBy(() -> CaseResults.inParallel(
                        () -> {
                            drawing.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                for (int i = 0; i < 3; i++) {
                                    Thread.sleep(50); // what it does until it sees that it is to end
                                }
                            }
                            ended.set(true);
                            return "picture";
                        },
                        List.of(() -> {
                            drawing.await();
                            throw new IOException("No space left on device");
                        })))
                .hasMessageContaining("No space left");
        assertThat(ended).isTrue();
    }
}
