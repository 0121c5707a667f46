package org.lesionlens.inference;

import java.util.Optional;

/**
 * How a volume goes on whose network ran out of a device's memory: with half as many windows at once, and where one is too much
 * already, on the CPU. What was segmented before stays; the numbers of windows do not depend on how many go together.
 *
 * @param device where windows go from now on
 * @param batch windows at once, at least 1
 * @param wanted windows at once that the run began with: for the CPU, which has another memory
 */
record BatchRetreat(Device device, int batch, int wanted) {
    /** Where a volume begins. */
    static BatchRetreat begin(Device device, int batch) {
        return new BatchRetreat(device, batch, batch);
    }

    /** The next thing to try after the memory was full; empty if there is none. */
    Optional<BatchRetreat> next() {
        if (device == Device.CPU) {
            return Optional.empty();
        }
        return Optional.of(
                batch > 1 ? new BatchRetreat(device, batch / 2, wanted) : new BatchRetreat(Device.CPU, wanted, wanted));
    }

    /** What happened, for the user: one sentence. */
    String note(Device before) {
        String full = "the memory of the device " + before + " was full: the rest went through the network ";
        return full
                + (device == before
                        ? "with " + batch + (batch == 1 ? " window" : " windows") + " at once"
                        : "on the device " + device);
    }
}
