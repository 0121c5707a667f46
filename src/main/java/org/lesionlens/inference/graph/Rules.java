package org.lesionlens.inference.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The operators that are known, by name. Whatever is not here is refused. */
final class Rules {
    private static final Map<String, Rule> RULES = rules();

    /** Inputs that may hold sizes of the image: operator and number of the input. */
    private static final Set<String> SIZE_INPUTS = Set.of("Reshape 1", "Expand 1", "Resize 3", "ConstantOfShape 0");

    private Rules() {}

    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new HashMap<>();
        for (String operator : PointwiseRules.OPERATORS) {
            rules.put(operator, PointwiseRules::broadcast);
        }
        for (String operator : GlobalRules.REDUCTIONS) {
            rules.put(operator, GlobalRules::reduce);
        }
        rules.put("Cast", PointwiseRules::cast);
        rules.put("Dropout", PointwiseRules::first);
        rules.put("BatchNormalization", PointwiseRules::batchNormalization);
        rules.put("Softmax", PointwiseRules::alongAxis);
        rules.put("LogSoftmax", PointwiseRules::alongAxis);
        rules.put("LayerNormalization", PointwiseRules::layerNormalization);
        rules.put("LRN", PointwiseRules::first);
        rules.put("ConstantOfShape", PointwiseRules::constantOfShape);
        rules.put("Expand", PointwiseRules::expand);
        addArrangements(rules);
        addWindows(rules);
        rules.put("GlobalAveragePool", GlobalRules::globalPool);
        rules.put("GlobalMaxPool", GlobalRules::globalPool);
        rules.put("InstanceNormalization", NormRules::instanceNormalization);
        rules.put("GroupNormalization", NormRules::groupNormalization);
        rules.put("MatMul", ProductRules::matMul);
        rules.put("Gemm", ProductRules::gemm);
        return rules;
    }

    private static void addArrangements(Map<String, Rule> rules) {
        rules.put("Concat", ChannelRules::concat);
        rules.put("Split", ChannelRules::split);
        rules.put("Gather", ChannelRules::gather);
        rules.put("Slice", ChannelRules::slice);
        rules.put("Pad", ChannelRules::pad);
        rules.put("Reshape", LayoutRules::reshape);
        rules.put("Flatten", LayoutRules::flatten);
        rules.put("Transpose", LayoutRules::transpose);
        rules.put("Squeeze", LayoutRules::squeeze);
        rules.put("Unsqueeze", LayoutRules::unsqueeze);
        rules.put("DepthToSpace", LayoutRules::depthToSpace);
        rules.put("SpaceToDepth", LayoutRules::spaceToDepth);
    }

    private static void addWindows(Map<String, Rule> rules) {
        rules.put("Conv", WindowRules::conv);
        rules.put("ConvTranspose", WindowRules::convTranspose);
        rules.put("MaxPool", WindowRules::pool);
        rules.put("AveragePool", WindowRules::pool);
        rules.put("LpPool", WindowRules::pool);
        rules.put("Resize", ResizeRule::resize);
    }

    /** @throws NotTileableException if the operator is not known, or calculates with the size of the image */
    static Rule of(OnnxNode node, Rewriting to) {
        Rule rule = RULES.get(node.operator());
        if (rule == null) {
            throw to.refused(node, "is not known to look at a part of the image only");
        }
        for (int i = 0; i < node.inputs().size(); i++) {
            if (to.has(node, i) && to.fact(node, i).sized() && !SIZE_INPUTS.contains(node.operator() + " " + i)) {
                throw to.refused(node, "calculates with the size of the image");
            }
        }
        return rule;
    }
}
