package org.lesionlens.fiji.command;

import ij.IJ;
import java.io.IOException;
import java.util.Optional;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.ModelTrust;
import org.lesionlens.inference.NetworkRun;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.pipeline.ModelStanding;
import org.lesionlens.volume.UserMessageException;

/** The networks of a command, which are opened and run in one place; a run that was left behind is waited for. */
public final class Networks {
    /** Said where a command was cancelled in an operator that cannot be ended. */
    static final String LEFT_BEHIND =
            "the network is in a step that cannot be ended, so it goes on in the background and"
                    + " takes processor and memory until the step is done";

    private Networks() {}

    /**
     * Opens a segmenter and, if wanted, what tells the kinds apart.
     *
     * @param trust whether the user wants them opened without a trial
     * @throws UserMessageException if a run that was cancelled before still goes on
     */
    public static AnalysisModels open(ChosenModels chosen, String device, boolean trust, ProgressWindow window)
            throws IOException {
        requireNoneLeftBehind();
        ask(chosen, trust);
        AnalysisModels models = chosen.open(Device.parse(device), 0, new StatusProgress(window, "Loading the model: "));
        models.warnings().forEach(warning -> IJ.log("LesionLens: " + warning));
        return models;
    }

    /** The user's word for models, see {@link #ask(Model, boolean)}. */
    public static void ask(ChosenModels models, boolean trust) {
        ask(models.segmenter(), trust);
        models.classifier().ifPresent(classifier -> ask(classifier, trust));
    }

    /** The user's word for a model: by a macro's key, or asked for in a dialog where the model cannot be tried. */
    public static void ask(Model model, boolean trust) {
        if (trust
                || ModelTrust.question(model)
                        .filter(question -> !CommandBridge.isAutomatic()
                                && IJ.showMessageWithCancel("LesionLens", MessageText.wrapped(question)))
                        .isPresent()) {
            ModelTrust.give(model);
        }
    }

    /** Models that are named, not opened. */
    public static ChosenModels chosen(String segmenter, boolean classify) throws IOException {
        return ChosenModels.find(Optional.of(segmenter), classifier(classify));
    }

    /** What stands for the classifier of a command: the one that belongs to the segmenter, or none. */
    public static Optional<String> classifier(boolean classify) {
        return classify ? Optional.empty() : Optional.of(ChosenModels.NONE);
    }

    /**
     * Opens one network.
     *
     * @param trust whether the user wants it opened without a trial
     * @throws UserMessageException if a run that was cancelled before still goes on
     */
    public static OnnxModel open(Model description, String device, boolean trust, ProgressWindow window)
            throws IOException {
        requireNoneLeftBehind();
        Optional<Device> wanted = Device.parse(device);
        ModelStanding.requireNotFailed(description);
        ask(description, trust);
        OnnxModel network = OnnxModel.open(description, wanted, 0, new StatusProgress(window, "Loading the model: "));
        network.warnings().forEach(warning -> IJ.log("LesionLens: " + warning));
        return network;
    }

    /** @throws IllegalArgumentException if a run that was cancelled before still goes on */
    public static void requireNoneLeftBehind() {
        if (NetworkRun.leftBehind() > 0) {
            throw new UserMessageException("a network that was cancelled before is still in a step that cannot be"
                    + " ended: wait until it is done and try again, or quit and start the application again");
        }
    }

    /** What a user should know of a cancelled command. */
    static Optional<String> leftBehind() {
        return NetworkRun.leftBehind() > 0 ? Optional.of(LEFT_BEHIND) : Optional.empty();
    }
}
