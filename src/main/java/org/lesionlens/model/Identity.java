package org.lesionlens.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lesionlens.volume.ForeignText;

/**
 * Which model it is.
 *
 * @param folder the model's folder
 * @param sha256 of all that the description says, but for tests, citation and card; in lower-case hex
 * @param licence as the description says
 * @param citations how its authors want to be cited, in words
 */
public record Identity(
        Path folder, String name, String version, String sha256, Optional<String> licence, List<String> citations) {
    /** For messages: its name, and that of its folder where it is another one. */
    public String shownName() {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        String shown = ForeignText.shown(name);
        return last == null || last.toString().equals(name)
                ? shown
                : shown + " in the folder " + ForeignText.shown(last.toString());
    }
}
