package org.lesionlens.io.dicom;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Passes on what is said of many files of a series, each sentence once. */
final class OnceEach implements Consumer<String> {
    private final Consumer<String> listener;
    private final Set<String> said = new HashSet<>();

    OnceEach(Consumer<String> listener) {
        this.listener = listener;
    }

    @Override
    public void accept(String sentence) {
        if (said.add(sentence)) {
            listener.accept(sentence);
        }
    }
}
