package org.lesionlens.fiji;

import java.io.IOException;
import java.util.List;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.PackagedText;
import org.lesionlens.fiji.command.Result;
import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/** Shows the manual's page of Fiji, from the jar. */
@Plugin(type = Command.class, label = "Help", visible = false, headless = true)
public final class HelpCommand extends LesionCommand {
    @Override
    protected List<Result> compute() throws IOException {
        return List.of(new Result.Page("LesionLens Help", PackagedText.read("fiji.md")));
    }
}
