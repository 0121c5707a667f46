package org.lesionlens.volume;

import java.util.concurrent.CancellationException;

/**
 * Is told how far a long computation has come, and may cancel it.
 *
 * <p>Computations report once a tile or slice. Implementations must stand calls from several threads.
 */
public interface Progress {
    /** Ignores reports and never cancels. */
    Progress NONE = new Progress() {
        @Override
        public void update(String stage, long done, long total) {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    };

    /**
     * Reports a step.
     *
     * @param stage what is being done, a short phrase for people ("segmenting")
     * @param done how many units are done, 0 to {@code total}
     * @param total how many units the stage has
     */
    void update(String stage, long done, long total);

    /** Whether the user wants the computation to stop. */
    boolean isCancelled();

    /**
     * Stops the calling computation if the user wants so.
     *
     * @throws CancellationException if {@link #isCancelled()}
     */
    default void throwIfCancelled() {
        if (isCancelled()) {
            throw new CancellationException("cancelled by the user");
        }
    }
}
