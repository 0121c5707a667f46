package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ij.ImagePlus;
import ij.VirtualStack;
import ij.io.FileSaver;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lesionlens.ManualPage;
import org.lesionlens.fiji.command.CommandContext;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.LabelImage;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.metric.ComparedMasks;
import org.lesionlens.metric.Comparison;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.ModelChoices;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.scijava.Context;
import org.scijava.ItemIO;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;

class CommandsTest {
    private static final Path DATA = Path.of("test-data");

    /** Label and class of a menu entry. */
    record Entry(String label, String className) {}

    static Stream<Entry> entries() throws IOException {
        Pattern line = Pattern.compile(
                "Plugins>LesionLens(?:>Samples)?, \"(.+)\", org.lesionlens.fiji.command.CommandBridge\\(\"(.+)\"\\)");
        return Files.readAllLines(Path.of("plugins.config")).stream()
                .map(line::matcher)
                .filter(Matcher::matches)
                .map(match -> new Entry(match.group(1), match.group(2)));
    }

    @Test
    void theMenuHasAllCommands() throws IOException {
        assertThat(entries()).hasSize(22);
    }

    /** The index of SciJava plugins is written, and nothing is in it that the menu does not name. */
    @ParameterizedTest
    @MethodSource("entries")
    void everyMenuEntryIsACommandOfItsLabel(Entry entry) {
        try (Context context = new Context(CommandService.class)) {
            CommandInfo info = context.service(CommandService.class).getCommand(entry.className());
            assertThat(info).isNotNull();
            assertThat(info.getLabel()).isEqualTo(entry.label());
            assertThat(info.getMenuPath()).isEmpty();
            assertThat(info.isValid()).as(info.getProblems().toString()).isTrue();
            assertThat(info.canRunHeadless()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void keysAreLowerCaseAndNoTailOfOneAnother(Entry entry) {
        List<ModuleItem<?>> inputs = inputs(entry);
        for (ModuleItem<?> item : inputs) {
            assertThat(item.getName()).matches("[a-z]+");
            assertThat(item.getLabel()).isNotBlank();
            assertThat(item.isPersisted() && !item.getName().equals("image")).isFalse();
            assertThat(inputs)
                    .noneMatch(other -> other != item && other.getName().endsWith(item.getName()));
        }
    }

    private static List<ModuleItem<?>> inputs(Entry entry) {
        CommandInfo info = CommandContext.info(entry.className());
        return Stream.of(info.inputs().iterator())
                .<ModuleItem<?>>flatMap(items -> {
                    Stream.Builder<ModuleItem<?>> all = Stream.builder();
                    items.forEachRemaining(all);
                    return all.build();
                })
                .filter(item -> item.getIOType() == ItemIO.INPUT)
                .toList();
    }

    /** What a command answers by the names of its inputs, in words: of a field that is renamed it would silently say nothing. */
    @ParameterizedTest
    @MethodSource("entries")
    void everyInputThatACommandAsksForByNameIsThere(Entry entry) throws Exception {
        List<String> keys = inputs(entry).stream().map(ModuleItem::getName).toList();
        Class<?> command = Class.forName(entry.className());
        while (command.getPackageName().equals("org.lesionlens.fiji")) {
            assertThat(keys).containsAll(keysInWords(command));
            command = command.getSuperclass();
        }
    }

    /** The options that a model proposes values for are those of segmenting. */
    @Test
    void everyInputThatAModelProposesAValueForIsThere() throws Exception {
        Entry segment = entries()
                .filter(entry -> entry.label().equals("Segment Lesions..."))
                .findFirst()
                .orElseThrow();
        assertThat(keysInWords(ModelChoices.class)).hasSize(4);
        assertThat(inputs(segment)).extracting(ModuleItem::getName).containsAll(keysInWords(ModelChoices.class));
    }

    private static List<String> keysInWords(Class<?> type) throws IOException {
        String source = Files.readString(Path.of("src/main/java", type.getName().replace('.', '/') + ".java"));
        Stream<String> compared = Pattern.compile("key\\.equals\\(\"([^\"]+)\"")
                .matcher(source)
                .results()
                .map(found -> found.group(1));
        Stream<String> cases = Pattern.compile("case (\"[^>]+\") ->")
                .matcher(source)
                .results()
                .flatMap(found -> Stream.of(found.group(1).replace("\"", "").split(", ")));
        return Stream.concat(compared, cases).toList();
    }

    /** Help shows this page. */
    @Test
    void theManualHasEveryCommandInTheOrderOfTheMenuWithItsKeys() throws IOException {
        List<List<String>> menu = entries()
                .map(entry -> List.of(entry.label(), String.join(" ", keysBesideTheImage(entry))))
                .toList();
        assertThat(ManualPage.of(Path.of("docs/fiji.md")).table("command"))
                .extracting(row -> List.of(row.get(0), row.get(2)))
                .isEqualTo(menu);
    }

    /** Whoever reads it there has installed the program. */
    @Test
    void helpBeginsWithTheMenuAndEndsWithTheInstallation() throws IOException {
        List<String> headings = Files.readAllLines(Path.of("docs/fiji.md")).stream()
                .filter(line -> line.startsWith("## "))
                .toList();
        assertThat(headings).startsWith("## Menu and macro keys").endsWith("## Install");
    }

    private static List<String> keysBesideTheImage(Entry entry) {
        return inputs(entry).stream()
                .map(ModuleItem::getName)
                .filter(key -> !key.equals("image"))
                .toList();
    }

    @Test
    void theKeysOfSegmentLesionsAreApi() {
        Entry entry = new Entry("", SegmentLesionsCommand.class.getName());
        assertThat(inputs(entry).stream().map(ModuleItem::getName))
                .containsExactly(
                        "image",
                        "model",
                        "device",
                        "rectangle",
                        "firstslice",
                        "lastslice",
                        "boxsize",
                        "threshold",
                        "minvolume",
                        "minarea",
                        "maxflatness",
                        "channel",
                        "channels",
                        "frame",
                        "trust",
                        "labels",
                        "outlines",
                        "rois",
                        "roizip",
                        "probability",
                        "table",
                        "overtime",
                        "classify");
    }

    @Test
    void theKeysOfDetectLesionsAreApi() {
        Entry entry = new Entry("", DetectLesionsCommand.class.getName());
        assertThat(inputs(entry).stream().map(ModuleItem::getName))
                .containsExactly(
                        "image",
                        "model",
                        "device",
                        "slices",
                        "threshold",
                        "channel",
                        "channels",
                        "frame",
                        "trust",
                        "outlines",
                        "rois",
                        "roizip",
                        "table");
    }

    @Test
    void scriptsRunTheCommandThroughSciJavaAndGetItsOutputs() throws Exception {
        ImagePlus image = phantom();
        try (Context context = new Context(CommandService.class)) {
            CommandModule done = context.service(CommandService.class)
                    .run(SegmentLesionsCommand.class, false, "image", image, "device", "cpu", "classify", false)
                    .get();
            LabelMap found =
                    LabelImage.of((ImagePlus) done.getOutput("labelimage"), 1).labels();
            LabelMap truth = VolumeFiles.readLabels(DATA.resolve("phantom_mask.nii.gz"));
            assertThat(found.geometry().sameGrid(truth.geometry(), 1e-4)).isTrue();
            assertThat(ComparedMasks.of(found, truth)
                            .compare("", "", Comparison.USUAL)
                            .dice())
                    .isGreaterThan(0.85);
            assertThat(((ResultsTable) done.getOutput("lesiontable")).size()).isEqualTo(1);
            assertThat(image.getOverlay())
                    .as("the input image is never changed")
                    .isNull();
        }
    }

    private static ImagePlus phantom() throws IOException {
        return FijiVolumes.image(
                "phantom",
                VolumeFiles.read(DATA.resolve("phantom_t1ce.nii.gz"), Optional.empty())
                        .volume(),
                Optional.empty());
    }

    private static Future<CommandModule> start(Context context, ImagePlus image) {
        return context.service(CommandService.class)
                .run(SegmentLesionsCommand.class, false, "image", image, "device", "cpu", "classify", false);
    }

    /** As Fiji's {@code --run} and scripts do: SciJava fills in what nobody gave. */
    private static CommandModule filledIn(Object... inputs) throws Exception {
        try (Context context = new Context()) {
            return context.service(CommandService.class)
                    .run(SegmentLesionsCommand.class, true, inputs)
                    .get();
        }
    }

    @Test
    void whatNobodyGaveIsAsTheModelSays() throws Exception {
        String asBefore = row(filledIn("image", phantom(), "threshold", 0.5, "minvolume", 0.1, "maxflatness", 2.0));
        assertThat(row(filledIn("image", phantom()))).isEqualTo(asBefore);
        assertThat(row(filledIn("image", phantom(), "maxflatness", 2.0))).isEqualTo(asBefore);
        assertThat(row(filledIn("image", phantom(), "threshold", 0.9))).isNotEqualTo(asBefore);
    }

    private static String row(CommandModule done) {
        assertThat(rows(done)).hasSize(1);
        return rows(done).get(0);
    }

    @Test
    void aZeroThatIsMeantIsOne() throws Exception {
        assertThatThrownBy(() -> filledIn("image", phantom(), "threshold", 0.0))
                .rootCause()
                .hasMessageContaining("the threshold is 0.0 but must be above 0");
        assertThat(rows(filledIn("image", phantom(), "minvolume", 1000.0))).isEmpty();
        assertThat(AnalysisChoices.of(null, 0.0, Double.NaN, 0.0, null))
                .isEqualTo(new AnalysisChoices(
                        OptionalDouble.empty(),
                        OptionalDouble.of(0),
                        OptionalDouble.empty(),
                        OptionalDouble.of(0),
                        Optional.empty()));
    }

    /** Volumes are counted from 1, so 0 is none. */
    @ParameterizedTest
    @MethodSource("entries")
    void noNumberThatMayBeLeftOutIsFilledInWithOneThatMayBeMeant(Entry entry) {
        try (Context context = new Context()) {
            for (ModuleItem<?> item : inputs(entry)) {
                Object filled = context.service(ModuleService.class).getDefaultValue(item);
                boolean fromOne = item.getName().equals("volume");
                if (!item.isRequired() && filled instanceof Number number) {
                    assertThat(number.doubleValue())
                            .as(item.getName())
                            .matches(value -> Double.isNaN(value) || value == (fromOne ? 0 : Integer.MIN_VALUE));
                }
            }
        }
    }

    private static List<String> rows(CommandModule done) {
        ResultsTable table = (ResultsTable) done.getOutput("lesiontable");
        return IntStream.range(0, table.size()).mapToObj(table::getRowAsString).toList();
    }

    @Test
    void twoRunsAtOnceDoNotDisturbEachOther() throws Exception {
        try (Context context = new Context(CommandService.class)) {
            Future<CommandModule> one = start(context, phantom());
            Future<CommandModule> other = start(context, phantom());
            assertThat(rows(one.get())).hasSize(1).isEqualTo(rows(other.get()));
        }
    }

    @Test
    void aVirtualStackIsAnalysedAsOneInMemory(@TempDir Path folder) throws Exception {
        Path slices = Files.createDirectories(folder.resolve("R\u00f6ntgen f\u00e4lle"));
        ImagePlus source = phantom();
        VirtualStack onDisk = new VirtualStack(source.getWidth(), source.getHeight(), null, slices.toString());
        for (int slice = 1; slice <= source.getStackSize(); slice++) {
            String name = String.format(Locale.ROOT, "%03d.tif", slice);
            new FileSaver(new ImagePlus("", source.getStack().getProcessor(slice)))
                    .saveAsTiff(slices.resolve(name).toString());
            onDisk.addSlice(name);
        }
        ImagePlus shown = new ImagePlus("phantom", onDisk);
        ImagePlus inMemory = new ImagePlus("phantom", source.getStack());
        shown.setCalibration(source.getCalibration());
        inMemory.setCalibration(source.getCalibration());
        assertThat(shown.getStack().isVirtual()).isTrue();
        try (Context context = new Context(CommandService.class)) {
            assertThat(rows(start(context, shown).get()))
                    .hasSize(1)
                    .isEqualTo(rows(start(context, inMemory).get()));
        }
    }

    @Test
    void aPixelIsRefusedInOneSentence() {
        ImagePlus pixel = new ImagePlus("pixel", new ByteProcessor(1, 1));
        try (Context context = new Context(CommandService.class)) {
            assertThatThrownBy(() -> start(context, pixel).get())
                    .hasRootCauseInstanceOf(UnsuitableImageException.class)
                    .rootCause()
                    .hasMessageContaining("1 x 1 pixels but must have at least 16 x 16");
        }
    }
}
