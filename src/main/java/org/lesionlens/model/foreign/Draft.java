package org.lesionlens.model.foreign;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.lesionlens.model.Channel;
import org.lesionlens.model.Output;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Purpose;
import org.lesionlens.model.Role;
import org.lesionlens.model.TensorSpec;
import org.lesionlens.model.Window;
import org.lesionlens.volume.ForeignText;

/**
 * What was understood of a model, its files still by their names in its own folder.
 *
 * @param card which model it is
 * @param purpose the images that it was trained on
 * @param channels that it sees together
 * @param preparation from an image to what the network sees
 * @param network its files, its input, its window
 * @param output what the answer means
 * @param role what it is for
 * @param tests what its authors got
 * @param notes what a user should know of how it was understood, a sentence each
 */
record Draft(
        Card card,
        Purpose purpose,
        List<Channel> channels,
        List<Preparation> preparation,
        Files network,
        Output output,
        Role.Segments role,
        List<Test> tests,
        List<String> notes) {
    /**
     * Which model it is.
     *
     * @param kind as {@code bioimage.io 0.5.4}
     * @param descriptions files that say so
     */
    record Card(
            String kind,
            String name,
            String version,
            Optional<String> licence,
            List<String> citations,
            List<String> descriptions) {
        /** No text of others gets further than it may be shown. */
        Card {
            name = ForeignText.shown(name);
            version = ForeignText.shown(version);
            licence = licence.map(ForeignText::shown);
            citations = citations.stream()
                    .map(text -> text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " "))
                    .toList();
        }
    }

    /** See {@link org.lesionlens.model.Network}. */
    record Files(List<String> weights, List<String> data, TensorSpec input, Window window, Set<Character> mirrorAxes) {}

    /** An image before all preparation, and what its authors' program made of it. */
    record Test(String input, String output, double tolerance) {}

    /** Names of all files that belong to it. */
    Set<String> files() {
        Set<String> files = new TreeSet<>(card.descriptions());
        files.addAll(network.weights());
        files.addAll(network.data());
        tests.stream().flatMap(test -> Stream.of(test.input(), test.output())).forEach(files::add);
        return files;
    }
}
