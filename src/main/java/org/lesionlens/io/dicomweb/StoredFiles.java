package org.lesionlens.io.dicomweb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What became of objects that were sent to a server one after the other.
 *
 * <p>A refusal is of one object alone; a fault, as of a server that is not there, ends the sending: the others would wait in vain too.
 *
 * @param stored names of the files that the server has now
 * @param missing names of those that it has not
 * @param refusals why the server does not want some, each once, parts of a sentence
 * @param fault that ended the sending; empty if every file was offered
 */
public record StoredFiles(
        List<String> stored, List<String> missing, Set<String> refusals, Optional<IOException> fault) {
    /** Where files are sent to. */
    public interface Receiver {
        StoreAnswer store(Path file) throws IOException;
    }

    /** Sends files in their order. */
    public static StoredFiles send(List<Path> files, Receiver receiver) {
        List<String> stored = new ArrayList<>();
        List<String> missing = new ArrayList<>(
                files.stream().map(file -> file.getFileName().toString()).toList());
        Set<String> refusals = new LinkedHashSet<>();
        try {
            for (Path file : files) {
                StoreAnswer answer = answer(receiver, file);
                if (answer.stored()) {
                    stored.add(file.getFileName().toString());
                    missing.remove(file.getFileName().toString());
                } else {
                    refusals.add(answer.note());
                }
            }
        } catch (IOException e) {
            return new StoredFiles(stored, missing, refusals, Optional.of(e));
        }
        return new StoredFiles(stored, missing, refusals, Optional.empty());
    }

    private static StoreAnswer answer(Receiver receiver, Path file) throws IOException {
        try {
            return receiver.store(file);
        } catch (DicomWebException e) {
            if (e.isPassing()) {
                throw e;
            }
            return new StoreAnswer(false, e.getMessage());
        }
    }
}
