package org.lesionlens.fiji;

import ij.IJ;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Networks;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.pipeline.DefaultModel;
import org.lesionlens.pipeline.SetupReport;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Says which devices work here and how fast, what is missing for a GPU, versions and folders. */
@Plugin(type = Command.class, label = "Check Setup", description = "GPU", visible = false, headless = true)
public final class CheckSetupCommand extends LesionCommand {
    @Parameter(label = "Open the model without a trial", persist = false)
    private boolean trust;

    @Override
    protected List<Result> compute() throws IOException {
        Model timed = ModelFolders.find(DefaultModel.any());
        Networks.ask(timed, trust);
        List<String> lines = new ArrayList<>();
        lines.add("ImageJ " + IJ.getFullVersion() + ", its folder " + IJ.getDirectory("imagej"));
        lines.addAll(SetupReport.lines(timed));
        return List.of(new Result.Text("LesionLens Setup", String.join("\n", lines) + "\n"));
    }
}
