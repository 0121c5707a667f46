package org.lesionlens.volume;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * Bounds how much memory the pages of all volumes take together: those that came first go first. For several threads.
 *
 * <p>Volumes that nobody can reach take no room.
 */
final class PageCache {
    /** That of the process. */
    static final PageCache SHARED = new PageCache(VoxelMemory::pagedBytes);

    private final LongSupplier capacity;
    private final Queue<Entry> entries = new ArrayDeque<>();
    private long used;
    private volatile boolean over;

    PageCache(LongSupplier capacity) {
        this.capacity = capacity;
    }

    /** What the pages of one volume take. */
    static final class Share {
        private long bytes;
    }

    private record Entry(WeakReference<Pages> pages, Share share, int page, long bytes) {}

    /** Counts a page that came into memory. */
    synchronized void add(Pages pages, int page, long bytes) {
        entries.add(new Entry(pages.reference(), pages.share(), page, bytes));
        count(pages.share(), bytes);
    }

    /** Counts what a page takes more, or less. */
    synchronized void count(Share share, long bytes) {
        share.bytes += bytes;
        used += bytes;
        over = used > capacity.getAsLong();
    }

    /** Evicts as many as are too many; the caller holds no lock of pages. */
    void trim() {
        if (!over) {
            return;
        }
        for (Entry entry : tooMany()) {
            Pages pages = entry.pages().get();
            if (pages == null) {
                forget(entry.share()); // collected meanwhile
            } else {
                pages.evict(entry.page());
            }
        }
    }

    /** Of a volume that nobody can reach. */
    private synchronized void forget(Share share) {
        count(share, -share.bytes);
    }

    private synchronized List<Entry> tooMany() {
        List<Entry> gone = new ArrayList<>();
        long most = capacity.getAsLong();
        long going = 0;
        while (used - going > most && !entries.isEmpty()) {
            Entry entry = entries.remove();
            if (entry.pages().get() == null) {
                forget(entry.share());
            } else {
                gone.add(entry);
                going += entry.bytes();
            }
        }
        return gone;
    }
}
