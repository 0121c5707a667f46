package org.lesionlens.inference;

/** Something native that is closed by the last one that uses it: its owner, or a call that was left behind. */
final class Lease implements AutoCloseable {
    private final Runnable closing;
    private int users = 1;

    /** Made for its owner, who gives it back by {@link #close()}. */
    Lease(Runnable closing) {
        this.closing = closing;
    }

    /** One user more, who has to close it too. */
    synchronized Lease taken() {
        if (users == 0) {
            throw new IllegalStateException("the network is closed already");
        }
        users++;
        return this;
    }

    @Override
    public synchronized void close() {
        users--;
        if (users == 0) {
            closing.run();
        }
    }
}
