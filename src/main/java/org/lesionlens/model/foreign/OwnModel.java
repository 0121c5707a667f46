package org.lesionlens.model.foreign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.model.TestTensors;
import org.lesionlens.volume.ForeignText;

/** A model that has our own description already, which is taken as it is. */
public final class OwnModel implements NewModel {
    private final Originals files;
    private final Model model;

    private OwnModel(Originals files, Model model) {
        this.files = files;
        this.model = model;
    }

    /** Whether a description says how images are prepared here. */
    static boolean describes(ModelPlace place) throws IOException {
        Optional<String> yaml = place.description().filter(FoundDescriptions::isYaml);
        return yaml.isPresent()
                && new Originals(place.folder()).description(yaml.get()).has("/config/lesionlens/task");
    }

    static OwnModel at(ModelPlace place) throws IOException {
        String description = place.description().orElseThrow();
        if (!description.equals(Model.FILE_NAME)) {
            throw Refusal.of(
                    place.folder().resolve(description),
                    "has config.lesionlens but is not called " + Model.FILE_NAME,
                    "give it that name");
        }
        OwnModel own = new OwnModel(new Originals(place.folder()), Model.read(place.folder()));
        place.requireMeant(own.names(own.model.network().weights().stream()));
        return own;
    }

    private Set<String> names(Stream<CheckedFile> checked) {
        return checked.map(file ->
                        files.folder().relativize(file.path()).toString().replace('\\', '/'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public String kind() {
        return "LesionLens";
    }

    @Override
    public Path folder() {
        return files.folder();
    }

    @Override
    public List<String> lines() {
        return List.of(
                ForeignText.shown(model.name()) + ", version "
                        + model.identity().version() + ", LesionLens; taken as it is described",
                "labels: " + model.labels().stream().map(Label::name).collect(Collectors.joining(", ")),
                "licence: " + model.identity().licence().orElse("not said") + "; cite: "
                        + (model.identity().citations().isEmpty()
                                ? "not said"
                                : String.join("; ", model.identity().citations())));
    }

    @Override
    public void write(Path folder) throws IOException {
        Set<String> names = names(checked().stream());
        names.add(Model.FILE_NAME);
        names.addAll(files.cards());
        for (String name : names) {
            Path copy = folder.resolve(name);
            Files.createDirectories(copy.getParent());
            Files.copy(files.file(name), copy);
        }
    }

    private List<CheckedFile> checked() {
        List<CheckedFile> checked = new ArrayList<>(model.network().weights());
        checked.addAll(model.network().data());
        model.purpose().suitability().ifPresent(checked::add);
        model.explanations().excitationMeans().ifPresent(checked::add);
        List<TestTensors> tests = new ArrayList<>(model.tests());
        model.network().int8().ifPresent(reduced -> {
            checked.add(reduced.file());
            tests.addAll(reduced.tests());
        });
        tests.forEach(test -> {
            checked.add(test.input());
            checked.addAll(test.outputs().values());
        });
        return checked;
    }
}
