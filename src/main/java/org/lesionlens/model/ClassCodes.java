package org.lesionlens.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lesionlens.volume.UserMessageException;

/** What the models that are there mean by the names of their labels, for results that name a class without its model. */
public final class ClassCodes {
    private final Map<String, Code> codes = new HashMap<>();
    private final Set<String> disputed = new HashSet<>();

    private ClassCodes() {}

    /** Those of all models in the places where models are looked for; what is no model is passed over. */
    public static ClassCodes ofModels() {
        ClassCodes known = new ClassCodes();
        ModelFolders.all().values().forEach(known::add);
        return known;
    }

    private void add(Path folder) {
        for (Label label : labels(folder)) {
            label.code().ifPresent(code -> add(label.name(), code));
        }
    }

    /** None of a folder that cannot be read, which is told where its model is used. */
    private static List<Label> labels(Path folder) {
        try {
            return Model.read(folder).labels();
        } catch (IOException | UserMessageException e) {
            return List.of();
        }
    }

    private void add(String name, Code code) {
        Code before = codes.putIfAbsent(name, code);
        if (before != null && !before.means(code)) {
            disputed.add(name);
        }
    }

    /** The code of a class; empty if no model has it, or two mean different things by it. */
    public Optional<Code> of(String name) {
        return disputed.contains(name) ? Optional.empty() : Optional.ofNullable(codes.get(name));
    }
}
