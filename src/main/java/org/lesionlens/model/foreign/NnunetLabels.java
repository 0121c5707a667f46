package org.lesionlens.model.foreign;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lesionlens.model.Label;

/**
 * The labels of nnU-Net's {@code dataset.json}.
 *
 * @param regions whether labels are regions that lie in each other
 * @param values the label of each channel of the network
 * @param names by their values, without background and the label that training ignores
 * @param within of a region, by its value, all values that lie in it; of a plain label its own
 */
record NnunetLabels(
        boolean regions, List<Integer> values, Map<Integer, String> names, Map<Integer, List<Integer>> within) {
    private static final String IGNORED = "ignore";
    private static final String CORRECT = "correct dataset.json";

    /** A region that counts as lesion does so with all that lies in it. */
    List<Label> withWhatLiesIn(List<Label> chosen) {
        Set<Integer> lesions = new HashSet<>();
        chosen.stream().filter(Label::lesion).forEach(label -> lesions.addAll(within.get(label.value())));
        return chosen.stream()
                .map(label -> new Label(
                        label.value(),
                        label.name(),
                        label.code(),
                        label.color(),
                        label.lesion() || lesions.contains(label.value())))
                .toList();
    }

    int channels() {
        return values.size();
    }

    static NnunetLabels of(Part dataset) {
        Map<String, Part> labels = new LinkedHashMap<>(dataset.entries("/labels"));
        labels.remove(IGNORED);
        boolean regions =
                labels.values().stream().anyMatch(label -> label.each("").size() > 1);
        return regions ? ofRegions(dataset, labels) : ofValues(dataset, labels);
    }

    private static NnunetLabels ofValues(Part dataset, Map<String, Part> labels) {
        String[] names = new String[labels.size()];
        labels.forEach((name, value) -> {
            int number = value.each("").get(0).whole("");
            if (number < 0 || number >= names.length || names[number] != null) {
                throw dataset.refused("labels that are not 0, 1, 2, ... each once", CORRECT);
            }
            names[number] = name;
        });
        if (names.length < 2) {
            throw dataset.refused("no labels but the background", CORRECT);
        }
        List<Integer> values = new ArrayList<>(List.of(0));
        Map<Integer, String> known = new LinkedHashMap<>();
        for (int value = 1; value < names.length; value++) {
            values.add(value);
            known.put(value, names[value]);
        }
        Map<Integer, List<Integer>> own = new LinkedHashMap<>();
        known.keySet().forEach(value -> own.put(value, List.of(value)));
        return new NnunetLabels(false, values, known, own);
    }

    /** Whatever its name. */
    private static boolean isBackground(Part label) {
        List<Part> values = label.each("");
        return !values.isEmpty() && values.stream().allMatch(value -> value.whole("") == 0);
    }

    private static NnunetLabels ofRegions(Part dataset, Map<String, Part> labels) {
        labels.values().removeIf(NnunetLabels::isBackground);
        List<Integer> order = dataset.each("/regions_class_order").stream()
                .map(value -> value.whole(""))
                .toList();
        if (order.size() != labels.size() || order.stream().distinct().count() < order.size() || order.isEmpty()) {
            throw dataset.refused(
                    "regions_class_order with " + order.size() + " values for " + labels.size() + " regions", CORRECT);
        }
        Map<Integer, String> names = new LinkedHashMap<>();
        Map<Integer, List<Integer>> within = new LinkedHashMap<>();
        int channel = 0;
        for (Map.Entry<String, Part> label : labels.entrySet()) {
            int value = order.get(channel++);
            names.put(value, label.getKey());
            within.put(
                    value,
                    label.getValue().each("").stream()
                            .map(part -> part.whole(""))
                            .toList());
        }
        return new NnunetLabels(true, order, names, within);
    }
}
