package org.lesionlens.correction;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The steps that can be undone and done again. They take at most a bound of memory: the oldest are forgotten first, but never
 * the last one.
 */
final class History {
    private final long mostBytes;
    private final Deque<Edit> done = new ArrayDeque<>();
    private final Deque<Edit> undone = new ArrayDeque<>();
    private long bytes;
    /** Stands for what all steps that are not forgotten began with. */
    private Object beginning = new Object();

    History(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** A step is done; what was undone before is forgotten. */
    void add(Edit edit) {
        undone.forEach(old -> bytes -= old.bytes());
        undone.clear();
        done.addLast(edit);
        bytes += edit.bytes();
        while (bytes > mostBytes && done.size() > 1) {
            bytes -= done.removeFirst().bytes();
            beginning = new Object();
        }
    }

    /** The last step, which from now on is undone; empty if there is none. */
    Optional<Edit> undo() {
        return moveLast(done, undone);
    }

    /** The step that was undone last, which from now on is done; empty if there is none. */
    Optional<Edit> redo() {
        return moveLast(undone, done);
    }

    private static Optional<Edit> moveLast(Deque<Edit> from, Deque<Edit> to) {
        Optional<Edit> edit = Optional.ofNullable(from.pollLast());
        edit.ifPresent(to::addLast);
        return edit;
    }

    /** What was done last; an object for each state of the labels. */
    Object state() {
        return done.isEmpty() ? beginning : done.peekLast().state();
    }

    Optional<String> undoable() {
        return Optional.ofNullable(done.peekLast()).map(Edit::name);
    }

    Optional<String> redoable() {
        return Optional.ofNullable(undone.peekLast()).map(Edit::name);
    }
}
