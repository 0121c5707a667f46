package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.Label;
import org.lesionlens.pipeline.Finding;

/** Lesions of a label image, in the colours that they have there. */
final class ExportedLabels {
    private static final int LAST = 255;

    private ExportedLabels() {}

    /** Lesions with the classes that they have, in the colours of the image's table if it is one of labels. */
    static List<Finding> findings(ImagePlus image, List<Lesion> lesions) {
        return lesions.stream().map(lesion -> finding(image, lesion)).toList();
    }

    private static Finding finding(ImagePlus image, Lesion lesion) {
        Color color = color(image.getProcessor(), lesion.label());
        Label label = new Label(
                lesion.label(),
                lesion.lesionClass(),
                Optional.empty(),
                String.format(Locale.ROOT, "#%06X", color.getRGB() & 0xffffff),
                true);
        return new Finding(lesion, Optional.of(label), Optional.of(label), Map.of());
    }

    private static Color color(ImageProcessor shown, int label) {
        boolean ofLabels = shown.isColorLut() && !shown.isPseudoColorLut() && shown.getMin() == 0;
        boolean inTable = label <= LAST && shown.getMax() == LAST;
        return ofLabels && inTable ? new Color(shown.getLut().getRGB(label)) : LesionColors.of(label);
    }
}
