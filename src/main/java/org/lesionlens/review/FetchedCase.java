package org.lesionlens.review;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.lesionlens.cases.Case;

/** The images of a case that lie on servers, here as long as anybody of this process needs them: who has it open, and an export. */
final class FetchedCase implements AutoCloseable {
    private static final Map<List<Path>, Integer> HOLDERS = new ConcurrentHashMap<>();

    private final Case item;

    private FetchedCase(Case item) {
        this.item = item;
    }

    /** @throws IOException if they cannot be fetched */
    static FetchedCase of(Case item) throws IOException {
        FetchedCase held = new FetchedCase(item);
        HOLDERS.merge(item.paths(), 1, Integer::sum);
        boolean isHere = false;
        try {
            item.fetch();
            isHere = true;
            return held;
        } finally {
            if (!isHere) {
                held.close();
            }
        }
    }

    /** Once. The last one takes them away before the next one can fetch them. */
    @Override
    public void close() {
        HOLDERS.computeIfPresent(item.paths(), (paths, holders) -> {
            if (holders == 1) {
                item.release();
                return null;
            }
            return holders - 1;
        });
    }
}
