package org.lesionlens.cohort;

import java.io.Serializable;
import java.util.List;

/**
 * What a server has of a case's results.
 *
 * @param server its address; empty if nothing was sent
 * @param files that it has
 * @param missing what it has not, and why, a sentence; empty if it has all that it was to get
 */
record Storing(String server, List<String> files, String missing) implements Serializable {
    static final Storing NONE = new Storing("", List.of(), "");

    Storing {
        files = List.copyOf(files);
    }

    /** What another server has counts nothing. */
    Storing at(String address) {
        return server.equals(address) ? this : new Storing(address, List.of(), "");
    }
}
