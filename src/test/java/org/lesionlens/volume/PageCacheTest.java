package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PageCacheTest {
    private static final long PAGE = (long) Pages.SIZE * Float.BYTES;

    private final AtomicLong capacity = new AtomicLong(10 * PAGE);
    private final PageCache cache = new PageCache(capacity::get);

    private Pages pages(PageSource source, UnaryOperator<Object> packed) {
        float[] zeros = new float[Pages.SIZE];
        Pages.Form form = new Pages.Form(zeros, page -> ((float[]) page).clone(), packed);
        return new Pages(2L * Pages.SIZE, source, form, cache);
    }

    private static void change(Pages pages, int page) {
        synchronized (pages) {
            pages.change(page);
        }
    }

    /** While pages are written to disk, which takes memory, a volume may be collected whose pages are to go too. */
    @Test
    @Timeout(60)
    void aVolumeThatIsCollectedWhilePagesGoTakesNoRoom() {
        Pages[] other = {pages(null, page -> page)};
        WeakReference<Pages> collected = other[0].reference();
        Pages first = pages(null, page -> {
            other[0] = null;
            while (collected.get() != null) {
                System.gc();
            }
            return page;
        });
        change(first, 0);
        change(other[0], 0);
        capacity.set(0);
        change(other[0], 1);
        cache.trim();
        assertThat(collected.get()).isNull();
        capacity.set(PAGE);
        AtomicInteger reads = new AtomicInteger();
        Pages later = pages(
                (start, count) -> {
                    reads.incrementAndGet();
                    return new float[count];
                },
                page -> page);
        later.get(0);
        later.get(0);
        assertThat(reads).as("the page stays").hasValue(1);
    }
}
