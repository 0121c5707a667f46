package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An operator of a network (NodeProto of onnx.proto), with all that stands in the file of it. */
final class OnnxNode {
    private static final int INPUT = 1;
    private static final int OUTPUT = 2;
    private static final int NAME = 3;
    private static final int OPERATOR = 4;
    private static final int ATTRIBUTE = 5;
    private static final int DOMAIN = 7;
    private static final int MOST_LETTERS = 100;

    private final WireMessage message;
    private final List<String> inputs;
    private final List<String> outputs;

    OnnxNode(WireMessage message) {
        this.message = message;
        this.inputs = message.texts(INPUT);
        this.outputs = message.texts(OUTPUT);
    }

    static OnnxNode of(String operator, List<String> inputs, List<String> outputs, WireMessage... attributes) {
        List<WireField> fields = new ArrayList<>();
        inputs.forEach(input -> fields.add(WireField.text(INPUT, input)));
        outputs.forEach(output -> fields.add(WireField.text(OUTPUT, output)));
        fields.add(WireField.text(OPERATOR, operator));
        Arrays.stream(attributes).forEach(attribute -> fields.add(WireField.message(ATTRIBUTE, attribute)));
        return new OnnxNode(new WireMessage(fields));
    }

    /** An attribute that is a whole number. */
    static WireMessage attribute(String name, long value) {
        return WireMessage.of(WireField.text(1, name), WireField.number(3, value), WireField.number(20, 2));
    }

    /** An attribute that is a list of whole numbers. */
    static WireMessage attribute(String name, List<Long> values) {
        List<WireField> fields = new ArrayList<>(List.of(WireField.text(1, name), WireField.number(20, 7)));
        values.forEach(value -> fields.add(WireField.number(8, value)));
        return new WireMessage(fields);
    }

    /** The same between other tensors; without a name, since names are used once. */
    OnnxNode with(List<String> otherInputs, List<String> otherOutputs) {
        List<WireField> added = new ArrayList<>();
        otherInputs.forEach(input -> added.add(WireField.text(INPUT, input)));
        otherOutputs.forEach(output -> added.add(WireField.text(OUTPUT, output)));
        return new OnnxNode(message.with(number -> number == INPUT || number == OUTPUT || number == NAME, added));
    }

    WireMessage message() {
        return message;
    }

    List<String> inputs() {
        return inputs;
    }

    /** Name of an input, or empty text where it is left out. */
    String input(int number) {
        return number < inputs.size() ? inputs.get(number) : "";
    }

    List<String> outputs() {
        return outputs;
    }

    String output() {
        return outputs.get(0);
    }

    String operator() {
        return message.text(OPERATOR);
    }

    /** Empty for ONNX's own operators. */
    String domain() {
        return message.text(DOMAIN);
    }

    /** Attribute as in the file, to be given on. */
    Optional<WireMessage> attribute(String name) {
        return message.messages(ATTRIBUTE).stream()
                .filter(attribute -> attribute.text(1).equals(name))
                .findFirst();
    }

    long number(String name, long missing) {
        return attribute(name).map(attribute -> attribute.number(3, missing)).orElse(missing);
    }

    String text(String name, String missing) {
        return attribute(name).map(attribute -> attribute.text(4)).orElse(missing);
    }

    List<Long> numbers(String name, List<Long> missing) {
        return attribute(name).map(attribute -> attribute.numbers(8)).orElse(missing);
    }

    /** Operator and name as messages show them. */
    String shown() {
        String name = message.text(NAME);
        return shown(operator()) + " (" + shown(name.isEmpty() && !outputs.isEmpty() ? output() : name) + ")";
    }

    /** Foreign text, cut. */
    static String shown(String text) {
        return text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS) + "...";
    }
}
