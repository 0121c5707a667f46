package org.lesionlens.metric;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.volume.UsageException;

/**
 * When a predicted box finds one of the reference, for free-response ROC. Both go together one to one, the surest box first, with the
 * closest one that is free; a second box on a lesion is a false positive.
 */
public sealed interface HitRule {
    /** By half, as COCO's AP50 counts. */
    HitRule USUAL = new Overlap(0.5);

    /** As {@link #parse} understands it. */
    String text();

    /** For people, after "a hit is". */
    String words();

    /** The larger the closer; 0 where it is no hit. */
    double closeness(RealBox found, RealBox real);

    /**
     * By the intersection over union.
     *
     * @param least above 0, at most 1
     */
    record Overlap(double least) implements HitRule {
        @Override
        public double closeness(RealBox found, RealBox real) {
            double iou = found.iou(real);
            return iou >= least ? iou : 0;
        }

        @Override
        public String text() {
            return "overlap:" + plain(least);
        }

        @Override
        public String words() {
            return "an intersection over union of at least " + plain(least);
        }
    }

    /**
     * By the middle, which lies in the box of the reference grown on each side along x and y.
     *
     * @param grown in pixels, at least 0
     */
    record Centre(double grown) implements HitRule {
        @Override
        public double closeness(RealBox found, RealBox real) {
            double x = middle(found.min().x(), found.max().x());
            double y = middle(found.min().y(), found.max().y());
            double z = middle(found.min().z(), found.max().z());
            boolean inside = x >= real.min().x() - grown
                    && x <= real.max().x() + grown
                    && y >= real.min().y() - grown
                    && y <= real.max().y() + grown
                    && z >= real.min().z()
                    && z <= real.max().z();
            double far = Math.hypot(
                    Math.hypot(
                            x - middle(real.min().x(), real.max().x()),
                            y - middle(real.min().y(), real.max().y())),
                    z - middle(real.min().z(), real.max().z()));
            return inside ? 1 / (1 + far) : 0;
        }

        @Override
        public String text() {
            return "centre:" + plain(grown);
        }

        @Override
        public String words() {
            return "a middle in the lesion's box grown by " + plain(grown) + " pixels on each side";
        }

        private static double middle(double min, double max) {
            return (min + max) / 2;
        }
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** The pairs of a case. */
    default List<LesionOverlap> pairs(LesionAgreement lesions) {
        List<LesionRegion> found = lesions.predictions();
        boolean[] taken = new boolean[lesions.references().size()];
        List<LesionOverlap> pairs = new ArrayList<>();
        IntStream.range(0, found.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -found.get(i).score()))
                .forEach(i -> {
                    int best = closest(found.get(i).box(), lesions.references(), taken);
                    if (best >= 0) {
                        taken[best] = true;
                        double shared = found.get(i)
                                .box()
                                .shared(lesions.references().get(best).box());
                        pairs.add(new LesionOverlap(best, i, shared));
                    }
                });
        return pairs;
    }

    /** Of equally close ones the first; -1 is none. */
    private int closest(RealBox box, List<LesionRegion> references, boolean[] taken) {
        int best = -1;
        double most = 0;
        for (int i = 0; i < taken.length; i++) {
            double close = taken[i] ? 0 : closeness(box, references.get(i).box());
            if (close > most) {
                most = close;
                best = i;
            }
        }
        return best;
    }

    /**
     * Understands {@code overlap:0.5} or {@code centre:2}.
     *
     * @throws UsageException if it is neither
     */
    static HitRule parse(String text) {
        return find(text)
                .orElseThrow(() -> new UsageException("--hit is \"" + text
                        + "\" but must be overlap: and an intersection over union above 0 and at"
                        + " most 1, or centre: and pixels, as overlap:0.5 or centre:2"));
    }

    /** Empty if it is neither. */
    static Optional<HitRule> find(String text) {
        Matcher rule = Pattern.compile("(overlap|centre):([0-9]+(?:\\.[0-9]+)?)")
                .matcher(text.strip().toLowerCase(Locale.ROOT));
        if (rule.matches()) {
            double number = Double.parseDouble(rule.group(2));
            if (rule.group(1).equals("centre")) {
                return Optional.of(new Centre(number));
            }
            if (number > 0 && number <= 1) {
                return Optional.of(new Overlap(number));
            }
        }
        return Optional.empty();
    }
}
