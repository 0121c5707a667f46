package org.lesionlens.fiji.command;

import java.io.IOException;
import java.util.Optional;

/** What the manual's table says of a command, for the Help button of its dialog. */
final class CommandHelp {
    private static final int KEYS = 3;

    private CommandHelp() {}

    /**
     * A page of HTML.
     *
     * @param label of the command, as the menu has it
     * @return empty if the manual has no row for it
     */
    static Optional<String> of(String label) throws IOException {
        return PackagedText.read("fiji.md")
                .lines()
                .filter(line -> line.startsWith("| `" + label + "` |"))
                .findFirst()
                .map(CommandHelp::page);
    }

    private static String page(String row) {
        String[] cells = row.split(" \\| |^\\| | \\|$", -1);
        String keys = cells[KEYS].isBlank() ? "" : "\n\n**Macro keys:** " + cells[KEYS];
        return MarkdownPage.html("# " + cells[1].replace("`", "") + "\n\n" + cells[2] + keys
                + "\n\nThe whole manual: Plugins > LesionLens > Help.");
    }
}
