package org.lesionlens.inference;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.Model;

/**
 * Which models the user of this process wants opened without trying them first in a process of their own. For any thread.
 *
 * <p>Such a model can take the program along: nobody but the user may say so.
 */
public final class ModelTrust {
    /** How the command line and macros say it. */
    static final String OPTIONS = "--trust-model (trust=true in a macro)";

    private static final Set<List<CheckedFile>> TRUSTED = ConcurrentHashMap.newKeySet();

    private ModelTrust() {}

    /** The user wants it. */
    public static void give(Model model) {
        TRUSTED.add(files(model));
        model.network().int8().ifPresent(reduced -> TRUSTED.add(List.of(reduced.file())));
    }

    /** Whether the user wants it. */
    public static boolean isGiven(Model model) {
        return TRUSTED.contains(files(model));
    }

    /** The user wants a model tried again that has failed before. */
    public static void tryAgain(Model model) {
        NetworkTrial.forgetFailures(model);
    }

    private static List<CheckedFile> files(Model model) {
        return model.network().weights();
    }

    /** What to ask the user where a model cannot be tried; empty if it can, or the user has said so. */
    public static Optional<String> question(Model model) {
        return isGiven(model) ? Optional.empty() : TrialCommand.obstacle().map(why -> question(model, why));
    }

    private static String question(Model model, String obstacle) {
        return "The model " + model.shownName() + " cannot be tried in a process of its own first (" + obstacle
                + "). If it is broken or made to do harm, it can end this program, with all that is not saved."
                + " Open it all the same?";
    }
}
