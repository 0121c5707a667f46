package org.lesionlens.fiji.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scijava.Context;
import org.scijava.MenuPath;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleService;

/** Entries of the menu as Fiji makes modules of them: by class and menu path, without a label. */
class SearchTitlesTest {
    private static final Pattern ENTRY = Pattern.compile("(Plugins>LesionLens.*), \"(.+)\", (.+)\\(");

    private Context context;

    @BeforeEach
    void startSciJava() {
        context = new Context(CommandService.class, SearchTitles.class);
    }

    @AfterEach
    void stopSciJava() {
        context.dispose();
    }

    /** By the name of the entry. */
    private static Map<String, CommandInfo> entries() throws IOException {
        return ENTRY.matcher(Files.readString(Path.of("plugins.config")))
                .results()
                .collect(Collectors.toMap(found -> found.group(2), entry()));
    }

    private static Function<MatchResult, CommandInfo> entry() {
        return found -> {
            CommandInfo info = new CommandInfo(found.group(3));
            info.setMenuPath(new MenuPath(found.group(1) + ">" + found.group(2)));
            return info;
        };
    }

    private Map<String, CommandInfo> added() throws IOException {
        Map<String, CommandInfo> entries = entries();
        context.service(ModuleService.class).addModules(List.copyOf(entries.values()));
        return entries;
    }

    @Test
    void everyEntryCarriesTheNameOfTheProgramAndItsOwn() throws IOException {
        Map<String, CommandInfo> entries = added();
        assertThat(entries).hasSizeGreaterThan(15);
        entries.forEach((name, entry) -> assertThat(entry.getLabel()).startsWith("LesionLens " + name));
        assertThat(entries.get("Help").getLabel()).isEqualTo("LesionLens Help");
        assertThat(entries.get("Batch...").getLabel()).startsWith("LesionLens Batch... (");
    }

    /** As Fiji's search does: a part of the title, whatever its case. */
    @ParameterizedTest
    @CsvSource({
        "tumor, Segment Lesions...",
        "tumour, Segment Lesions...",
        "nodule, Segment Lesions...",
        "nifti, Open Medical Volume...",
        "nifti, Export Segmentation...",
        "bounding box, Detect Lesions...",
        "lesion, Detect Lesions...",
        "dice, Compare With Reference...",
        "recist, Measure Lesions...",
        "segment lesions, Segment Lesions..."
    })
    void otherWordsFindACommand(String word, String name) throws IOException {
        assertThat(added().get(name).getLabel().toLowerCase(Locale.ROOT)).contains(word);
    }

    @Test
    void entriesOfOthersStayAsTheyAre() {
        CommandInfo other = new CommandInfo("ij.plugin.Other");
        other.setMenuPath(new MenuPath("Plugins>Other>Help"));
        context.service(ModuleService.class).addModule(other);
        assertThat(other.getLabel()).isNullOrEmpty();
    }
}
