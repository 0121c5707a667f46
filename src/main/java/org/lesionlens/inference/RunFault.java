package org.lesionlens.inference;

import java.util.Arrays;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.UserMessageException;

/** What a run of a network that failed means: its input does not fit, or the device has no room for it or is gone. */
record RunFault(Model description, Device device) {
    /**
     * For people.
     *
     * @param shape of the input
     */
    UserMessageException of(long[] shape, Exception cause) {
        return DeviceFailedException.of(device, cause)
                .<UserMessageException>map(failure -> failure)
                .orElseGet(() -> doesNotFit(shape, cause));
    }

    UnsuitableModelException doesNotFit(long[] shape, Exception cause) {
        return new UnsuitableModelException(
                "the model " + description.shownName() + " does not take an input of shape "
                        + Arrays.toString(shape) + " or lacks an output (" + NetworkLoading.oneLine(cause)
                        + "): its sides must be " + NetworkLoading.sides(description),
                cause);
    }
}
