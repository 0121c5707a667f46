package org.lesionlens.evaluation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.volume.UserMessageException;

/** The classes of boxes, where lesions are told apart by kind. */
final class BoxKinds {
    private BoxKinds() {}

    /**
     * What a reader of the figures has to know of them; empty if each box is of a kind, and of references that are masks.
     *
     * @param kinds none if all lesions count alike
     * @throws UserMessageException if a box has no class, or none is of a kind
     */
    static Optional<String> note(List<ReferencePair> pairs, List<KindLabel> kinds) {
        if (kinds.isEmpty()) {
            return alike(pairs);
        }
        requireClasses(pairs);
        List<KindBox> all = pairs.stream().flatMap(BoxKinds::boxes).toList();
        Map<String, Long> others = all.stream()
                .map(KindBox::kind)
                .filter(box -> kinds.stream().noneMatch(kind -> kind.isNamed(box)))
                .collect(Collectors.groupingBy(box -> box, TreeMap::new, Collectors.counting()));
        if (others.isEmpty()) {
            return Optional.empty();
        }
        List<String> counted = others.entrySet().stream()
                .map(each -> each.getKey() + " (" + each.getValue() + ")")
                .toList();
        if (others.values().stream().mapToLong(Long::longValue).sum() == all.size()) {
            throw new UserMessageException("no box of " + table(pairs) + " has a class that --labels names: the table"
                    + " has " + Names.some(counted) + "; spell kinds in --labels as the column class does");
        }
        return Optional.of("boxes of classes that --labels does not name are left out: " + Names.some(counted));
    }

    private static Optional<String> alike(List<ReferencePair> pairs) {
        List<String> classes = pairs.stream()
                .flatMap(BoxKinds::boxes)
                .map(KindBox::kind)
                .filter(name -> !name.isEmpty())
                .distinct()
                .sorted()
                .toList();
        return classes.size() < 2
                ? Optional.empty()
                : Optional.of("boxes of the classes " + Names.some(classes) + " all count alike: name the classes with"
                        + " --labels, as in --labels \"1=" + classes.get(0) + ",2=" + classes.get(1)
                        + "\", for figures of each");
    }

    private static void requireClasses(List<ReferencePair> pairs) {
        List<String> without = pairs.stream()
                .flatMap(pair -> boxes(pair).filter(box -> box.kind().isEmpty()).map(box -> pair.name()))
                .toList();
        if (!without.isEmpty()) {
            throw new UserMessageException(
                    table(pairs) + " has " + without.size() + (without.size() == 1 ? " box" : " boxes")
                            + " without a class ("
                            + Names.some(without.stream().distinct().toList())
                            + "), of which nobody knows the kind: fill the column class, or leave --labels out");
        }
    }

    private static Stream<KindBox> boxes(ReferencePair pair) {
        return pair.reference() instanceof Reference.Boxes boxes ? boxes.boxes().stream() : Stream.empty();
    }

    private static String table(List<ReferencePair> pairs) {
        return pairs.get(0).reference().file().getFileName().toString();
    }
}
