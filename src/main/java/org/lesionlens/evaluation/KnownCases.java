package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.volume.UserMessageException;

/**
 * What tables say of the cases.
 *
 * @param classes by case
 * @param patients by case; empty if no table says them
 */
record KnownCases(Map<String, String> classes, Optional<Map<String, String>> patients) {
    /** @throws UserMessageException if a table lacks what it was named for */
    static KnownCases read(EvaluationRequest.Tables tables) throws IOException {
        Map<String, String> classes = Map.of();
        Optional<Map<String, String>> patients = Optional.empty();
        if (tables.classes().isPresent()) {
            CaseTable table = CaseTable.read(tables.classes().get());
            classes = table.classes();
            patients = table.hasPatients() ? Optional.of(table.patients()) : Optional.empty();
        }
        Optional<Path> named = tables.patients();
        if (named.isPresent()) {
            patients = Optional.of(CaseTable.read(named.get()).patients());
        }
        return new KnownCases(classes, patients);
    }

    /** @throws UserMessageException if patients are known, but not that of each case */
    void requirePatients(List<String> cases) {
        List<String> unknown = cases.stream()
                .filter(name -> patients.isPresent() && !patients.get().containsKey(name))
                .toList();
        if (!unknown.isEmpty()) {
            throw new UserMessageException("the table of patients does not say whose the cases " + Names.some(unknown)
                    + " are: add them, spelt as here, or take the column patient away to draw each case by itself");
        }
    }

    /** The patient of a case, or the case itself. */
    String group(String name) {
        return patients.map(known -> known.get(name)).orElse(name);
    }
}
