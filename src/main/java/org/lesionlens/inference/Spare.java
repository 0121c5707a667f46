package org.lesionlens.inference;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Arrays of a run that are used again, for Java's garbage collector goes round for each large one. What is in them is what was
 * there before. For any number of threads.
 */
final class Spare<T> {
    private final ConcurrentLinkedQueue<T> spare = new ConcurrentLinkedQueue<>();
    private final Supplier<T> another;

    /** @param another makes one where none is spare */
    Spare(Supplier<T> another) {
        this.another = another;
    }

    /** One that nobody else has. */
    T take() {
        T one = spare.poll();
        return one == null ? another.get() : one;
    }

    /** One that is not looked at any more by whoever gives it. */
    void give(T one) {
        spare.add(one);
    }
}
