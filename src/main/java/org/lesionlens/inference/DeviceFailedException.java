package org.lesionlens.inference;

import ai.onnxruntime.OrtException;
import java.util.Optional;
import org.lesionlens.volume.UserMessageException;

/** A device that worked before did not answer: see {@link BatchRetreat}. */
final class DeviceFailedException extends UserMessageException {
    private static final long serialVersionUID = 1L;

    private final boolean full;
    private final String reason;

    private DeviceFailedException(Device device, OrtException cause, boolean full, String reason) {
        super(reason + ": end other programs that use the device " + device + ", or use the device cpu", cause);
        this.full = full;
        this.reason = reason;
    }

    /** What a run that failed on a device means; empty if that is the CPU, where it is not the device that is to blame. */
    static Optional<DeviceFailedException> of(Device device, Exception cause) {
        if (device == Device.CPU || !(cause instanceof OrtException error)) {
            return Optional.empty();
        }
        String said = String.valueOf(cause.getMessage());
        boolean full = GpuFault.of(said).equals(Optional.of(GpuFault.MEMORY));
        String reason = full
                ? "the memory of the device " + device + " was full"
                : "the device " + device + " failed (" + NetworkLoading.fault(error) + ")";
        return Optional.of(new DeviceFailedException(device, error, full, reason));
    }

    /** Whether its memory did not hold what a network needs for so many windows at once, and fewer may fit. */
    boolean isFull() {
        return full;
    }

    /** What happened, for people, without what to do. */
    String reason() {
        return reason;
    }
}
