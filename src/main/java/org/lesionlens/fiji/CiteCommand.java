package org.lesionlens.fiji;

import java.io.IOException;
import java.util.List;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.PackagedText;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.io.Citation;
import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/** Shows how to cite LesionLens, from the jar. */
@Plugin(type = Command.class, label = "Cite", visible = false, headless = true)
public final class CiteCommand extends LesionCommand {
    @Override
    protected List<Result> compute() throws IOException {
        return List.of(new Result.Text(
                "Cite LesionLens",
                Citation.read(PackagedText.read("CITATION.cff")).text()));
    }
}
