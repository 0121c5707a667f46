package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseName;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cases.TableRow;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicomweb.RemoteSeries;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.UsageException;

/**
 * The cases of a run, in the order in which they are analysed and listed.
 *
 * @param folder what their paths begin with; empty if there is none
 * @param cases at least one, of different names
 */
public record Cohort(Path folder, List<Case> cases) {
    /** What a run is about. */
    public interface Source {
        /**
         * Its cases.
         *
         * @param reading with the channels of a model
         */
        Cohort read(InputReading reading) throws IOException;
    }

    public Cohort {
        cases = List.copyOf(cases);
    }

    /**
     * The models for the cases of a run where nobody names one: those for the first case that one suits. A case that is
     * something else fails when its turn comes.
     *
     * @param readings how inputs of channels of these names are read
     * @param classifier its name, or none; empty for the one that belongs to the segmenter
     * @param listener is told which segmenter is taken and why, a sentence
     * @throws UsageException if no segmenter suits, or several do and none of them is the default
     */
    public static ChosenModels models(
            Source source,
            Function<List<String>, InputReading> readings,
            Optional<String> classifier,
            Consumer<String> listener)
            throws IOException {
        return CohortModels.find(source, readings, classifier, listener);
    }

    /**
     * The images in a folder and all folders inside it, or the rows of a table.
     *
     * @param output where the results go: nothing in it is a case
     * @param include globs of which an image must match one; all images if there is none
     * @param exclude globs that neither an image nor a folder above it may match
     */
    public static Cohort of(
            Path folderOrTable, Path output, InputReading reading, List<String> include, List<String> exclude)
            throws IOException {
        PathGlobs globs = new PathGlobs(include, exclude);
        return Files.isDirectory(folderOrTable)
                ? ofListing(new CaseListing(folderOrTable, output, true, reading, globs))
                : ofTable(folderOrTable, reading, globs);
    }

    /**
     * The images of cases that were analysed, each read as it was then ({@link AnalysedImages}).
     *
     * @param folderOrTable that was analysed
     * @param results the folder of results
     * @param reading with the channels of the model that analysed them
     * @param names of the cases
     * @return by name, as far as they are there
     */
    public static Map<String, Case> analysed(
            Path folderOrTable, Path results, InputReading reading, Collection<String> names) throws IOException {
        AnalysedImages images = AnalysedImages.among(of(folderOrTable, results, reading, List.of(), List.of()));
        Map<String, Case> found = new HashMap<>();
        for (String name : names) {
            images.of(name, results.resolve(name)).ifPresent(item -> found.put(name, item));
        }
        return found;
    }

    /**
     * The images in a folder.
     *
     * @param output where the results go: nothing in it is a case
     * @param subfolders whether the images in folders inside it are cases too
     */
    public static Cohort ofFolder(Path folder, Path output, boolean subfolders, InputReading reading)
            throws IOException {
        return ofListing(new CaseListing(folder, output, subfolders, reading, PathGlobs.ALL));
    }

    private static Cohort ofListing(CaseListing listing) throws IOException {
        return new Cohort(listing.input(), listing.cases());
    }

    /**
     * Cases that have no folder in common.
     *
     * @param inputs of a case each: a file or folder, or {@code t1=PATH,flair=PATH}
     * @throws UsageException if two have one name, or channels are not those of the model
     */
    public static Cohort ofInputs(List<String> inputs, InputReading reading) throws IOException {
        List<Case> cases = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String input : inputs) {
            Case item = ofInput(input, reading);
            if (!names.add(CaseName.key(item.name()))) {
                throw new UsageException("two inputs are called " + item.name()
                        + " and would have the same folder of results: analyze them one by one into different folders");
            }
            cases.add(item);
        }
        return new Cohort(Path.of(""), cases);
    }

    /**
     * Series on servers, a case each.
     *
     * @throws UsageException if a series is chosen besides
     */
    public static Cohort ofSeries(List<RemoteSeries> series, InputReading reading) {
        if (reading.options().seriesUid().isPresent() || !reading.ofChannels().isEmpty()) {
            throw new UsageException(
                    "--series and parts of channels are for one study but the cohort is all series that a server"
                            + " finds: narrow it with SeriesInstanceUID or SeriesDescription, or name cases in a table");
        }
        List<Case> cases = series.stream()
                .map(one -> new Case(
                        one.name(),
                        List.of(ChannelInput.whole(one.folder(), reading.options())),
                        List.of(),
                        Case.About.NOTHING,
                        List.of(one)))
                .toList();
        return new Cohort(Path.of(""), cases);
    }

    /** A case of the command line, called by its first input. */
    public static Case ofInput(String input, InputReading reading) throws IOException {
        List<ChannelInput> inputs = reading.inputs(input);
        Path first = inputs.get(0).path();
        Optional<NumberedChannels> numbered =
                reading.isOfSeveral() && !inputs.get(0).isNamed() ? NumberedChannels.of(first) : Optional.empty();
        Case item = numbered.isPresent()
                ? numbered.get().of(numbered.get().name(), reading)
                : new Case(
                        VolumeFiles.caseName(first), inputs, List.of(), Case.About.NOTHING, reading.remoteOf(inputs));
        return item.withFolderName();
    }

    /**
     * The same with boxes round the findings of its only case.
     *
     * @throws UsageException if there are boxes and several cases
     */
    public Cohort with(List<Box> boxes) {
        if (boxes.isEmpty()) {
            return this;
        }
        if (cases.size() > 1) {
            throw new UsageException(
                    "the box " + boxes.get(0) + " is given for " + cases.size() + " inputs but boxes are in"
                            + " voxels of one image: analyze them one by one, or with the subcommand batch and a table with the"
                            + " column box");
        }
        return new Cohort(folder, List.of(cases.get(0).with(boxes)));
    }

    /** @throws UsageException if a case has boxes that the segmenter does not take, or lacks those that it wants */
    void requirePrompts(ChosenModels models) {
        for (Case item : cases) {
            try {
                models.requirePrompt(item.boxes());
            } catch (UsageException e) {
                throw new UsageException(item.name() + ": " + e.getMessage());
            }
        }
    }

    Set<String> names() {
        return cases.stream().map(Case::name).collect(Collectors.toSet());
    }

    private static Cohort ofTable(Path table, InputReading reading, PathGlobs globs) throws IOException {
        if (!globs.isEmpty()) {
            throw new UsageException(
                    "--include and --exclude are for folders but " + table + " is a table: leave rows out instead");
        }
        Path folder = table.toAbsolutePath().getParent();
        List<Case> cases = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (TableRow row : TableRow.of(table)) {
            Case item = ofRow(row, reading);
            if (!names.add(CaseName.key(item.name()))) {
                throw new UsageException(
                        table + " has two rows of the case " + item.name() + ": give each a name of its own");
            }
            cases.add(item);
        }
        if (cases.isEmpty()) {
            throw new UsageException(table + " has no row below its header: list a case a row");
        }
        return new Cohort(folder, cases);
    }

    private static Case ofRow(TableRow row, InputReading reading) throws IOException {
        String name = row.name("case");
        List<ChannelInput> inputs = row.inputs(reading);
        Case.About about = new Case.About(
                row.file("reference", "references are files"),
                row.field("group").orElse(""),
                row.field("date").orElse(""));
        return new Case(name, inputs, row.boxes(name), about, reading.remoteOf(inputs)).withFolderName();
    }
}
