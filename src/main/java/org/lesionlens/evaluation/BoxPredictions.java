package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.lesionlens.volume.UserMessageException;

/** Reads tables of predicted boxes; one of many cases is read once. For one thread. */
final class BoxPredictions {
    private final Map<Path, Map<String, List<KindBox>>> known = new HashMap<>();

    /**
     * The boxes of a case.
     *
     * @param kinds by which lesions are told apart; none if all are lesion alike
     * @param notes is told what a user may want to know
     * @throws UserMessageException if there is no table, or a box has no class where kinds are told apart
     */
    List<KindBox> of(ReferencePair pair, List<KindLabel> kinds, List<String> notes) throws IOException {
        Path file = pair.prediction().orElseThrow();
        if (!Files.isRegularFile(file)) {
            throw new UserMessageException(file
                    + " is not there: analyze the case with the detector too, or take its reference away; a case"
                    + " without boxes has a table without rows");
        }
        List<KindBox> boxes = rows(pair, file)
                .orElseThrow(
                        () -> new UserMessageException(file + " has no row of the case: analyze it too, or take its"
                                + " reference away; a case without boxes has a row with its name alone"));
        if (!kinds.isEmpty()) {
            requireClasses(file, boxes);
            noteOthers(boxes, kinds, notes);
        }
        return boxes;
    }

    /** A table that is the case's alone may call it otherwise; empty if a table of several does not name it. */
    private Optional<List<KindBox>> rows(ReferencePair pair, Path file) throws IOException {
        if (!known.containsKey(file)) {
            known.put(file, BoxTable.predictions(file));
        }
        Map<String, List<KindBox>> cases = pair.alone() ? known.remove(file) : known.get(file);
        if (pair.alone() && cases.size() < 2) {
            return Optional.of(cases.values().stream().flatMap(List::stream).toList());
        }
        return Optional.ofNullable(cases.get(pair.name()));
    }

    private static void requireClasses(Path file, List<KindBox> boxes) {
        long without = boxes.stream().filter(box -> box.kind().isEmpty()).count();
        if (without > 0) {
            throw new UserMessageException(file + " has " + without + (without == 1 ? " box" : " boxes")
                    + " without a class, of which nobody knows the kind: fill the column class, or leave --labels out");
        }
    }

    private static void noteOthers(List<KindBox> boxes, List<KindLabel> kinds, List<String> notes) {
        List<String> others = boxes.stream()
                .map(KindBox::kind)
                .filter(name -> kinds.stream().noneMatch(kind -> kind.isNamed(name)))
                .toList();
        if (!others.isEmpty()) {
            notes.add("predicted boxes of classes that --labels does not name are left out: "
                    + Names.some(new TreeSet<>(others)) + " (" + others.size() + ")");
        }
    }
}
