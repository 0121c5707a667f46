package org.lesionlens.model.foreign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.lesionlens.model.UnsuitableModelException;

/** The descriptions of models among the files of a folder, known by their names or by what they say. */
record FoundDescriptions(Originals files) {
    private static final String DATASET = "dataset.json";
    private static final List<String> INFERENCES =
            List.of("configs/inference.json", "configs/inference.yaml", "configs/inference.yml");
    private static final Pattern YAML = Pattern.compile("(?i).*\\.ya?ml");
    private static final Pattern BIOIMAGEIO = Pattern.compile("(?i)(.*/)?(rdf|bioimageio|[^/]*\\.bioimageio)\\.ya?ml");
    private static final Pattern USUAL = Pattern.compile("(?i)(.*/)?(rdf|bioimageio)\\.ya?ml");
    private static final Pattern SAYS_BIOIMAGEIO =
            Pattern.compile("(?m)^(format_version *:[\\s\\S]*^weights|weights *:[\\s\\S]*^format_version) *:");

    /**
     * What shows that a description should be there.
     *
     * @param file its name, in letters of any case
     * @param says what stands in it then
     * @param missing what is not there, after "but not"
     */
    private record Trace(String file, Pattern says, String missing) {
        boolean fits(Originals files, String name) throws IOException {
            return name.substring(name.lastIndexOf('/') + 1).equalsIgnoreCase(file) && files.says(name, says);
        }
    }

    private static final List<Trace> TRACES = List.of(
            new Trace(
                    DATASET,
                    Pattern.compile("\"(channel_names|modality)\""),
                    "plans.json beside it, without which nobody knows what nnU-Net does to images"),
            new Trace(ModelPlace.PLANS, Pattern.compile("\"configurations\""), "under the name plans.json"),
            new Trace("metadata.json", Pattern.compile("\"network_data_format\""), "in the folder configs of a bundle"),
            new Trace(
                    "inference.json",
                    Pattern.compile("\"_target_\""),
                    "configs/metadata.json, which a MONAI bundle has"));

    static boolean isYaml(String name) {
        return YAML.matcher(name).matches();
    }

    /** The folder of a description's model, with {@code /} at its end, or empty. */
    static String root(String description) {
        String end =
                description.endsWith(ModelPlace.METADATA) ? ModelPlace.METADATA : description.replaceFirst("^.*/", "");
        return description.substring(0, description.length() - end.length());
    }

    /**
     * That of the only model in the folder or the folders in it; those inside of the model's own folder do not count.
     *
     * @return empty if there is none
     * @throws UnsuitableModelException if it is not clear which one is meant, or something is missing
     */
    Optional<String> only() throws IOException {
        List<String> all = files.all();
        List<String> found = new ArrayList<>();
        for (String name : all) {
            if (isDescription(name)) {
                found.add(name);
            }
        }
        int least = found.stream().mapToInt(FoundDescriptions::depth).min().orElse(0);
        List<String> roots =
                found.stream().map(FoundDescriptions::root).distinct().toList();
        List<String> first = found.stream().filter(name -> depth(name) == least).toList();
        if (first.isEmpty()) {
            requireNoTrace(all);
            return Optional.empty();
        }
        String root = root(first.get(0));
        if (roots.stream().anyMatch(other -> !other.startsWith(root))) {
            List<String> models = found.stream()
                    .filter(name -> depth(name) == least || !name.startsWith(root))
                    .toList();
            throw several(models.size() + " models, described by ", models, "name the folder of one of them");
        }
        return Optional.of(single(first));
    }

    private static int depth(String description) {
        return root(description).replaceAll("[^/]", "").length();
    }

    private boolean isDescription(String name) throws IOException {
        return isNamed(name, ModelPlace.PLANS)
                || isNamed(name, ModelPlace.METADATA)
                || BIOIMAGEIO.matcher(name).matches()
                || isYaml(name) && files.says(name, SAYS_BIOIMAGEIO);
    }

    private static boolean isNamed(String name, String file) {
        return name.equals(file) || name.endsWith("/" + file);
    }

    /** Of descriptions in one folder; several of bioimage.io may be of one model, in older forms too. */
    private String single(List<String> found) throws IOException {
        List<String> usual =
                found.stream().filter(name -> USUAL.matcher(name).matches()).toList();
        List<String> meant = found.stream().allMatch(FoundDescriptions::isYaml) && !usual.isEmpty() ? usual : found;
        for (String other : meant.subList(1, meant.size())) {
            if (!isYaml(meant.get(0)) || !isYaml(other) || !network(other).equals(network(meant.get(0)))) {
                throw several(meant.size() + " descriptions, ", meant, "name the one that is meant");
            }
        }
        return whole(Collections.max(meant, Comparator.comparing(FoundDescriptions::isRdf)));
    }

    private static boolean isRdf(String name) {
        return name.replaceFirst("^.*/", "").toLowerCase(Locale.ROOT).startsWith("rdf.");
    }

    /** The name of the file that a description of bioimage.io says. */
    private String network(String description) throws IOException {
        return files.description(description)
                .string("/weights/onnx/source")
                .orElse("")
                .replaceFirst("^.*/", "");
    }

    private UnsuitableModelException several(String what, List<String> found, String remedy) {
        return Refusal.of(
                files.folder(),
                "holds " + what + Refusal.echo(String.join(" and ", found)),
                remedy + ", or make a folder or zip of it alone");
    }

    /** A description, with what belongs to it. */
    private String whole(String description) {
        String root = root(description);
        if (isNamed(description, ModelPlace.PLANS) && !files.has(root + DATASET)) {
            throw missing(description, DATASET + " beside it, which says what its labels are");
        }
        if (isNamed(description, ModelPlace.METADATA)
                && INFERENCES.stream().noneMatch(name -> files.has(root + name))) {
            throw missing(description, "configs/inference.json, which says what its bundle does to images");
        }
        return description;
    }

    private UnsuitableModelException missing(String there, String missing) {
        return Refusal.of(
                files.folder(),
                "holds " + Refusal.echo(there) + " but not " + missing,
                "copy it there, or copy the network (.onnx) alone into a folder of its own and name it there");
    }

    private void requireNoTrace(List<String> names) throws IOException {
        for (String name : names) {
            for (Trace trace : TRACES) {
                if (trace.fits(files, name)) {
                    throw missing(name, trace.missing());
                }
            }
        }
    }

    /** That which a file of the folder is, or stands for; empty if it is none. */
    Optional<String> meant(String name) throws IOException {
        if (name.equals(DATASET) && files.has(ModelPlace.PLANS)) {
            return Optional.of(whole(ModelPlace.PLANS));
        }
        if (INFERENCES.contains(name) && files.has(ModelPlace.METADATA)) {
            return Optional.of(whole(ModelPlace.METADATA));
        }
        if (isDescription(name) || isYaml(name)) {
            return Optional.of(whole(name));
        }
        requireNoTrace(List.of(name));
        return Optional.empty();
    }

    /**
     * That of a network of the folder, or of a folder in it.
     *
     * @throws UnsuitableModelException if it is not clear which one it is, or something is missing
     */
    Optional<String> of(String network) throws IOException {
        boolean beside = !network.contains("/");
        List<String> names = files.here();
        List<String> found = new ArrayList<>();
        for (String name : names) {
            if (beside ? isDescription(name) : belongs(name, network)) {
                found.add(name);
            }
        }
        if (files.has(ModelPlace.METADATA) && (beside || network.startsWith("models/"))) {
            found.add(ModelPlace.METADATA);
        }
        if (found.isEmpty() && beside) {
            requireNoTrace(names);
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(single(found));
    }

    /** Whether a description is of a network in a folder below it. */
    private boolean belongs(String description, String network) throws IOException {
        return description.equals(ModelPlace.PLANS) && network.matches("fold_[^/]*/[^/]*")
                || BIOIMAGEIO.matcher(description).matches()
                        && files.says(description, Pattern.compile(Pattern.quote(network)));
    }
}
