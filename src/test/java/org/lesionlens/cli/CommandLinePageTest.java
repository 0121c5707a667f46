package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lesionlens.ManualPage;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The manual's page of the command line says what the command line takes. */
class CommandLinePageTest {
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

    private final CommandLine program = new CommandLine(LesionLens.class);
    private final ManualPage page;

    CommandLinePageTest() throws IOException {
        page = ManualPage.of(Path.of("docs/command-line.md"));
    }

    @Test
    void everySubcommandStandsInTheManual() {
        assertThat(page.table("subcommand").stream().map(row -> row.get(0).split(" ")[0]))
                .containsExactlyInAnyOrderElementsOf(program.getSubcommands().keySet());
    }

    @Test
    void everyOptionStandsInTheManualWithItsSubcommands() {
        Map<String, Set<String>> documented = new TreeMap<>();
        for (List<String> row : page.table("option")) {
            Set<String> takers = row.get(1).equals("all")
                    ? program.getSubcommands().keySet()
                    : Set.of(row.get(1).split(" "));
            OPTION.matcher(row.get(0))
                    .results()
                    .map(MatchResult::group)
                    .forEach(option -> documented.put(option, new TreeSet<>(takers)));
        }
        assertThat(documented).isEqualTo(options());
    }

    /** A subcommand and those that it has itself. */
    private static Stream<CommandLine> withOwn(CommandLine subcommand) {
        return Stream.concat(Stream.of(subcommand), subcommand.getSubcommands().values().stream());
    }

    private Map<String, Set<String>> options() {
        Map<String, Set<String>> takers = new TreeMap<>();
        program.getSubcommands()
                .forEach((name, subcommand) -> withOwn(subcommand)
                        .flatMap(command -> command.getCommandSpec().options().stream())
                        .flatMap(option -> longNames(option).stream())
                        .forEach(option -> takers.computeIfAbsent(option, key -> new TreeSet<>())
                                .add(name)));
        return takers;
    }

    private static List<String> longNames(OptionSpec option) {
        List<String> names = new ArrayList<>(List.of(option.longestName()));
        if (option.negatable()) {
            names.add(option.longestName().replaceFirst("--", "--no-"));
        }
        return names;
    }

    @Test
    void theExitCodesStandInTheManual() {
        Map<String, String> documented = new TreeMap<>();
        page.table("code").forEach(row -> documented.put(row.get(0), row.get(1)));
        assertThat(documented)
                .isEqualTo(new TreeMap<>(program.getCommandSpec().usageMessage().exitCodeList()));
    }
}
