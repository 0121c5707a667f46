package org.lesionlens.followup;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.lesionlens.volume.UsageException;

/** How the images of a patient come into one space. */
public enum RegistrationChoice {
    /** By their geometry where it is known to be of one space, else rigidly. */
    AUTO,
    /** As they are. */
    GEOMETRY,
    /** By what they show. */
    RIGID;

    /** The words for them, the usual one first. */
    public static final List<String> NAMES = List.of("auto", "geometry", "rigid");

    /** @throws UsageException if there is no such one */
    public static RegistrationChoice parse(String name) {
        return Arrays.stream(values())
                .filter(one -> one.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException("the registration is \"" + name + "\" but must be one of "
                        + String.join(", ", NAMES) + ": choose one"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
