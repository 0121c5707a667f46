package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.lesionlens.volume.UsageException;

/**
 * A kind of lesion that masks tell by their value.
 *
 * @param value 1 to 65535
 * @param name for tables; the value where the user gives none
 */
public record KindLabel(int value, String name) {
    private static final int LARGEST = 65535;
    private static final String EXAMPLE =
            "write values or values with names, as in --labels 1,2,3 or --labels 1=haemorrhage,2=exudate";

    /** Whether a table calls it so: by its name or its value. */
    boolean isNamed(String text) {
        return text.equals(name) || text.equals(String.valueOf(value));
    }

    /**
     * Understands {@code 1,2,3} or {@code 1=haemorrhage,2=exudate}.
     *
     * @throws UsageException if a value is out of its range, or a value or name comes twice
     */
    public static List<KindLabel> parse(String text) {
        List<KindLabel> labels = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            KindLabel label = one(each.strip(), text);
            if (labels.stream().anyMatch(other -> other.value == label.value || other.name.equals(label.name))) {
                throw new UsageException("--labels is \"" + text + "\" and has " + each.strip() + " twice: " + EXAMPLE);
            }
            labels.add(label);
        }
        return List.copyOf(labels);
    }

    private static KindLabel one(String each, String text) {
        String[] sides = each.split("=", 2);
        String name = sides[sides.length - 1].strip();
        String number = sides[0].strip();
        int value = number.matches("[0-9]{1,5}") ? Integer.parseInt(number) : 0;
        if (value < 1 || value > LARGEST || name.isEmpty() || name.equals(LabelledSummary.MEAN)) {
            throw new UsageException("--labels is \"" + text + "\" but \"" + each
                    + "\" must have a value of 1 to 65535, and no name that is empty or \"mean\": " + EXAMPLE);
        }
        return new KindLabel(value, name);
    }
}
