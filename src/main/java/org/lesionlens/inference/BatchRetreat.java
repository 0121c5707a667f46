package org.lesionlens.inference;

import java.util.Optional;

/**
 * How a volume goes on whose network ran out of a device's memory: with half as many windows at once, and where one is too much
 * already, or the device fails altogether, on the CPU. What was segmented before stays; the numbers of windows do not depend on
 * how many go together.
 *
 * @param device where windows go from now on
 * @param batch windows at once, at least 1
 */
record BatchRetreat(Device device, int batch) {
    /** Away from a device. */
    static BatchRetreat toCpu() {
        return new BatchRetreat(Device.CPU, 1); // more are no faster there
    }

    /** The next thing to try after a run failed; empty if there is none. */
    Optional<BatchRetreat> next(DeviceFailedException failure) {
        if (device == Device.CPU) {
            return Optional.empty();
        }
        return Optional.of(failure.isFull() && batch > 1 ? new BatchRetreat(device, batch / 2) : toCpu());
    }

    /** What happened, for the user: one sentence. */
    String note(Device before, DeviceFailedException failure) {
        return failure.reason() + ": the rest went through the network "
                + (device == before
                        ? "with " + batch + (batch == 1 ? " window" : " windows") + " at once"
                        : "on the device " + device);
    }
}
