package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/**
 * Which prediction belongs to which reference.
 *
 * @param pairs by reference
 * @param images of the cases, as far as they lie beside the references
 * @param alone predictions that have no reference, from their folder on
 * @param ofReferences what is decided by names of references alone, a sentence each
 * @param notes what is decided by names of predictions alone
 */
public record Pairing(
        List<ReferencePair> pairs,
        Map<String, Path> images,
        List<String> alone,
        List<String> ofReferences,
        List<String> notes) {
    public Pairing {
        images = Map.copyOf(images);
        pairs = List.copyOf(pairs);
        alone = List.copyOf(alone);
        ofReferences = List.copyOf(ofReferences);
        notes = List.copyOf(notes);
    }

    /** Whether predictions or references are a table of boxes rather than a folder. */
    public static boolean isTable(Path place) {
        return BoxTable.is(place);
    }

    /**
     * Pairs what two folders hold, of which each may be a {@linkplain BoxTable table of boxes}.
     *
     * @param names empty for the {@linkplain UsualNames usual ones}
     * @param byKind whether predictions are wanted whose values are kinds rather than lesions
     * @throws UserMessageException if there is no reference, no prediction fits the pattern, or several may belong to one case
     */
    public static Pairing of(Path predictions, Path references, Optional<NamePatterns> names, boolean byKind)
            throws IOException {
        Pairing pairing = names.isPresent()
                ? byPattern(predictions, references, names.get())
                : new UsualNames(predictions, byKind).pair(references);
        return pairing.withNeighbours(predictions).withSequences();
    }

    /** The same, where each pair without a prediction knows whether those of others are of sequences in time. */
    private Pairing withSequences() {
        boolean all = pairs.stream().allMatch(pair -> pair.prediction().isPresent());
        return all || pairs.stream().noneMatch(Pairing::isOfSequence)
                ? this
                : with(pairs.stream().map(ReferencePair::besideSequences).toList());
    }

    /** What cannot be looked into is none: whoever reads the pair says why not. */
    private static boolean isOfSequence(ReferencePair pair) {
        try {
            return pair.isOfSequence();
        } catch (IOException e) {
            return false;
        }
    }

    private Pairing with(List<ReferencePair> others) {
        return new Pairing(others, images, alone, ofReferences, notes);
    }

    /** The same, where each pair knows whether its prediction has its folder for itself. */
    private Pairing withNeighbours(Path predictions) {
        Map<Path, Long> counts = Stream.concat(
                        pairs.stream().flatMap(pair -> pair.place().stream()),
                        alone.stream().map(name -> ReferencePair.folder(predictions.resolve(name))))
                .collect(Collectors.groupingBy(Path::toAbsolutePath, Collectors.counting()));
        List<ReferencePair> all = pairs.stream()
                .map(pair -> pair.place().stream().anyMatch(place -> counts.get(place.toAbsolutePath()) > 1)
                        ? pair.besideOthers()
                        : pair)
                .toList();
        return with(all);
    }

    private static Pairing byPattern(Path predictions, Path references, NamePatterns names) throws IOException {
        if (isTable(predictions)) {
            return new UsualNames(predictions, false).pair(references(references, ofReferences(predictions, names)));
        }
        Map<String, Reference> right = references(references, names.reference());
        SortedMap<String, Path> predicted = names.prediction().in(predictions);
        boolean tables = predicted.values().stream().anyMatch(ReferencePair::isTable);
        List<ReferencePair> pairs = new ArrayList<>();
        right.forEach((name, reference) -> {
            Optional<Path> missing =
                    tables ? Optional.of(predictions.resolve(names.prediction().of(name))) : Optional.empty();
            pairs.add(new ReferencePair(
                    name, reference, Optional.ofNullable(predicted.get(name)).or(() -> missing)));
        });
        List<String> alone = predicted.entrySet().stream()
                .filter(each -> !right.containsKey(each.getKey()))
                .map(each -> predictions.relativize(each.getValue()).toString())
                .toList();
        if (alone.size() == predicted.size()) {
            throw new UserMessageException(none(predictions, names, right, predicted));
        }
        return new Pairing(pairs, Map.of(), alone, List.of(), List.of());
    }

    private static Optional<NamePattern> ofReferences(Path predictions, NamePatterns names) {
        if (names.reference().isPresent()) {
            throw new UsageException("--names has a pattern of predictions but " + predictions
                    + " is a table, which names its cases itself: give the pattern of references alone");
        }
        return Optional.of(names.prediction());
    }

    private static String none(
            Path predictions, NamePatterns names, Map<String, Reference> right, Map<String, Path> predicted) {
        return predicted.isEmpty()
                ? predictions + " holds nothing that the pattern \"" + names.prediction() + "\" fits: mend the pattern"
                : "no prediction has the name of a reference: by the patterns there are the predictions "
                        + Names.some(predicted.keySet()) + " and the references " + Names.some(right.keySet())
                        + ": mend the patterns";
    }

    private static Map<String, Reference> references(Path references, Optional<NamePattern> pattern)
            throws IOException {
        if (isTable(references)) {
            if (pattern.isPresent()) {
                throw new UsageException("--names has a pattern of references but " + references
                        + " is a table, which names its cases itself: give the pattern of predictions alone, and none if both are"
                        + " tables");
            }
            return BoxTable.read(references);
        }
        NamePattern wanted = pattern.orElseThrow(
                () -> new UsageException("--names has one pattern but predictions and references are"
                        + " both in folders: give both, as in \"{case}/mask.nii.gz={case}_gt.nii.gz\""));
        Map<String, Reference> found = new LinkedHashMap<>();
        wanted.in(references).forEach((name, file) -> found.put(name, new Reference.Mask(file)));
        if (found.isEmpty()) {
            throw new UserMessageException(
                    references + " holds nothing that the pattern \"" + wanted + "\" fits: mend the pattern");
        }
        return found;
    }
}
