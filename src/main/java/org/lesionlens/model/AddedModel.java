package org.lesionlens.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of a model that a user added: a file of its folder, which holds as long as description and weights are the
 * same.
 *
 * @param kind as {@code bioimage.io 0.5.4}
 * @param check whether it gives here what its authors got
 * @param words how that was found out, or why not
 */
public record AddedModel(String kind, Check check, String words) {
    /** The name of the file. */
    public static final String FILE_NAME = "added.yaml";

    private static final String CHECK = "check";
    private static final String DESCRIPTION = "description";
    private static final String WEIGHTS = "weights";
    private static final String INT8 = "int8";

    /** Why weights in 8 bits are not checked. */
    public static final String UNTESTED = "its weights in 8 bits have no test tensors";

    /** Whether a model gives here what its authors got. */
    public enum Check {
        PASSED,
        FAILED,
        NOT_CHECKED;

        /** In words. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Whether a folder was made by adding a model. */
    public static boolean marks(Path folder) {
        return Files.isRegularFile(folder.resolve(FILE_NAME), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * What the model's folder says.
     *
     * @return empty if nobody added it; not checked if it was changed since
     */
    public static Optional<AddedModel> of(Model model) {
        Path folder = model.identity().folder();
        if (!marks(folder)) {
            return Optional.empty();
        }
        try {
            JsonNode file = DescriptionYaml.read(folder.resolve(FILE_NAME));
            String kind = file.path("kind").asText();
            if (!isOf(file, model)) {
                return Optional.of(new AddedModel(kind, Check.NOT_CHECKED, "it was changed since it was added"));
            }
            if (isReduced(model) && model.tests().isEmpty()) {
                return Optional.of(new AddedModel(kind, Check.NOT_CHECKED, UNTESTED));
            }
            Check check = Stream.of(Check.values())
                    .filter(one -> one.toString().equals(file.path(CHECK).asText()))
                    .findFirst()
                    .orElse(Check.NOT_CHECKED);
            return Optional.of(new AddedModel(kind, check, file.path("words").asText()));
        } catch (IOException | UnsuitableModelException e) {
            return Optional.of(
                    new AddedModel("unknown kind", Check.NOT_CHECKED, "its file " + FILE_NAME + " cannot be read"));
        }
    }

    private static boolean isOf(JsonNode file, Model model) {
        return file.path(DESCRIPTION).asText().equals(model.identity().sha256())
                && file.path(isReduced(model) ? INT8 : WEIGHTS).equals(sums(model));
    }

    private static boolean isReduced(Model model) {
        return model.network().precision() == Precision.INT8;
    }

    private static ArrayNode sums(Model model) {
        ArrayNode sums = JsonNodeFactory.instance.arrayNode();
        Stream.of(model.network().weights(), model.network().data())
                .flatMap(List::stream)
                .map(CheckedFile::sha256)
                .forEach(sums::add);
        return sums;
    }

    /** The file's bytes for a model. */
    public byte[] file(Model model) {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        file.put("kind", kind)
                .put(CHECK, check.toString())
                .put("words", words)
                .put(DESCRIPTION, model.identity().sha256());
        file.set(WEIGHTS, sums(model));
        if (model.network().int8().isPresent()) {
            file.set(INT8, sums(model.in(Precision.INT8)));
        }
        return DescriptionYaml.write(file);
    }
}
