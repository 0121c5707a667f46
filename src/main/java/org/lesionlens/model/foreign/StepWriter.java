package org.lesionlens.model.foreign;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.lesionlens.model.Preparation;

/** Writes steps of a preparation as a description says them. */
final class StepWriter {
    private StepWriter() {}

    static ArrayNode steps(List<Preparation> steps) {
        ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
        steps.forEach(step -> nodes.add(step(step)));
        return nodes;
    }

    private static ObjectNode step(Preparation step) {
        if (step instanceof Preparation.ForChannel one) {
            return step(one.step()).put("channel", one.channel());
        }
        if (step instanceof Preparation.Joint joint) {
            return step(joint.step()).put("joint", true);
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (step instanceof Preparation.Reorient reorient) {
            return node.put("step", "reorient").put("to", reorient.to());
        }
        if (step instanceof Preparation.Resample resample) {
            return resample(node, resample);
        }
        if (step instanceof Preparation.Resize resize) {
            ArrayNode sides = node.put("step", "resize").putArray("sides");
            resize.sides().forEach(sides::add);
            return node.put("within", DescriptionWriter.word(resize.within()));
        }
        if (step instanceof Preparation.FitLongSide fit) {
            return node.put("step", "fit-long-side").put("pixels", fit.pixels());
        }
        if (step instanceof Preparation.CropToNonzero crop) {
            node.put("step", "crop-to-nonzero");
            return crop.positive() ? node.put("positive", true) : node;
        }
        return ofValues(node, step);
    }

    private static ObjectNode resample(ObjectNode node, Preparation.Resample resample) {
        ArrayNode spacing = node.put("step", "resample").putArray("spacing_mm");
        resample.spacingMm().forEach(spacing::add);
        node.put("within", DescriptionWriter.word(resample.within()))
                .put("across", DescriptionWriter.word(resample.across()));
        if (Double.isFinite(resample.apartAbove())) {
            node.put("apart_above", resample.apartAbove());
        }
        return resample.centres() ? node.put("centres", true) : node;
    }

    private static ObjectNode ofValues(ObjectNode node, Preparation step) {
        if (step instanceof Preparation.ZScore score) {
            return node.put("step", "z-score")
                    .put("foreground", DescriptionWriter.word(score.foreground()))
                    .put("over", DescriptionWriter.word(score.over()))
                    .put("epsilon", score.epsilon())
                    .put("epsilon_added", score.added());
        }
        if (step instanceof Preparation.FixedZScore score) {
            return node.put("step", "fixed-z-score")
                    .put("mean", score.mean())
                    .put("standard_deviation", score.standardDeviation());
        }
        if (step instanceof Preparation.PercentileRange range) {
            return node.put("step", "percentile-range")
                    .put("lower", range.lower())
                    .put("upper", range.upper())
                    .put("over", DescriptionWriter.word(range.over()))
                    .put("epsilon", range.epsilon());
        }
        if (step instanceof Preparation.PercentileClip clip) {
            return node.put("step", "percentile-clip")
                    .put("lower", clip.lower())
                    .put("upper", clip.upper())
                    .put("over", DescriptionWriter.word(clip.over()))
                    .put("between", clip.between());
        }
        if (step instanceof Preparation.Linear linear) {
            return node.put("step", "linear").put("gain", linear.gain()).put("offset", linear.offset());
        }
        if (step instanceof Preparation.Clip clip) {
            return clip(node, clip);
        }
        if (step instanceof Preparation.Binarize binarize) {
            return node.put("step", "binarize").put("threshold", binarize.threshold());
        }
        return node.put("step", "cast")
                .put("type", ((Preparation.Cast) step).type().toString());
    }

    private static ObjectNode clip(ObjectNode node, Preparation.Clip clip) {
        node.put("step", "clip");
        if (Double.isFinite(clip.minimum())) {
            node.put("minimum", clip.minimum());
        }
        if (Double.isFinite(clip.maximum())) {
            node.put("maximum", clip.maximum());
        }
        return node;
    }
}
