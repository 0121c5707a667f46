package org.lesionlens.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.model.AddedModel;
import org.lesionlens.model.AddedModel.Check;
import org.lesionlens.model.Model;
import org.lesionlens.model.Precision;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.ForeignText;

/** How far a model can be trusted, and whose it is; told with every result. */
public final class ModelStanding {
    private ModelStanding() {}

    /** Whether it gives here what its authors got; of a model that nobody added, whether it has test tensors at all. */
    public static Check of(Model model) {
        return AddedModel.of(model)
                .map(AddedModel::check)
                .orElse(model.tests().isEmpty() ? Check.NOT_CHECKED : Check.PASSED);
    }

    /** @throws UnsuitableModelException if it gave something else than its authors got */
    public static void requireNotFailed(Model model) {
        Optional<AddedModel> added = AddedModel.of(model);
        if (added.filter(one -> one.check() == Check.FAILED).isPresent()) {
            throw new UnsuitableModelException("the model " + model.shownName()
                    + " does not give here what its authors got (" + added.get().words()
                    + "): remove it with the subcommand models remove and add it again with other answers (--set)");
        }
    }

    /** What a user of its results should know, a sentence each. */
    public static List<String> warnings(Model model) {
        List<String> warnings = new ArrayList<>();
        Optional<AddedModel> added = AddedModel.of(model);
        if (of(model) == Check.NOT_CHECKED) {
            warnings.add("the model " + model.shownName() + " is not checked ("
                    + added.map(AddedModel::words).orElse(untested(model))
                    + "): nothing shows that it gives here what its authors got.");
        }
        model.purpose()
                .demonstration()
                .ifPresent(why -> warnings.add("the model " + model.shownName() + " is a demonstration, "
                        + ForeignText.shown(why) + ": its result shows how it works, and means nothing."));
        if (added.isPresent()) {
            warnings.add("the model " + model.shownName() + " was added from "
                    + added.get().kind() + "; licence: "
                    + model.identity().licence().orElse("not said") + "; cite: "
                    + (model.identity().citations().isEmpty()
                            ? "not said"
                            : String.join("; ", model.identity().citations()))
                    + ".");
        }
        return warnings;
    }

    private static String untested(Model model) {
        return model.network().precision() == Precision.INT8 ? AddedModel.UNTESTED : "it has no test tensors";
    }
}
