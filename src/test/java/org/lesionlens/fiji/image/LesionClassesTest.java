package org.lesionlens.fiji.image;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.ShortProcessor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.volume.LabelMap;

class LesionClassesTest {
    private final ImagePlus image = image();

    private static ImagePlus image() {
        ShortProcessor pixels = new ShortProcessor(5, 1);
        pixels.set(0, 1);
        pixels.set(2, 2);
        pixels.set(4, 3);
        return new ImagePlus("labels", pixels);
    }

    private LabelMap labels() {
        return LabelImage.of(image, 1).labels();
    }

    private List<Lesion> lesions() {
        return LesionMeasurements.measure(labels(), Optional.empty(), Optional.empty());
    }

    @Test
    void classesAreKeptWithTheImageAlsoInATiff(@TempDir Path folder) {
        List<Lesion> lesions = lesions();
        List<Lesion> known = List.of(
                lesions.get(0).withClass("pituitary tumour", 0.9),
                lesions.get(1),
                lesions.get(2).withClass("glioma", 1e-5));
        LesionClasses.attach(image, 1, labels(), known);
        String tiff = folder.resolve("labels.tif").toString();
        new FileSaver(image).saveAsTiff(tiff);
        assertThat(LesionClasses.classified(IJ.openImage(tiff), 1, labels(), lesions))
                .isEqualTo(known);
    }

    @Test
    void eachFrameHasItsOwnAndNewOnesReplaceThem() {
        List<Lesion> lesions = lesions();
        LesionClasses.attach(image, 1, labels(), List.of(lesions.get(0).withClass("glioma", 0.5)));
        LesionClasses.attach(image, 2, labels(), List.of(lesions.get(0).withClass("meningioma", 0.5)));
        LesionClasses.attach(image, 1, labels(), List.of(lesions.get(1).withClass("glioma", 0.5)));
        assertThat(LesionClasses.classified(image, 1, labels(), lesions))
                .extracting(Lesion::lesionClass)
                .containsExactly("", "glioma", "");
        assertThat(LesionClasses.classified(image, 2, labels(), lesions))
                .extracting(Lesion::lesionClass)
                .containsExactly("meningioma", "", "");
    }

    @Test
    void whatSomebodyWroteIntoThePropertyDoesNotCount() {
        image.setProp(
                LesionClasses.PROPERTY,
                "1 1 2.5 0.0,0.0,0.0 glioma\n1 x 0.5 0.0,0.0,0.0 glioma\n1 1 0.5 here glioma\n1 2\nwords\n");
        assertThat(LesionClasses.classified(image, 1, labels(), lesions())).isEqualTo(lesions());
    }

    /** A blob painted with the label of an older lesion that it does not touch is a lesion of its own. */
    @Test
    void whatIsPaintedElsewhereWithTheSameLabelHasNoClass() {
        LesionClasses.attach(image, 1, labels(), List.of(lesions().get(0).withClass("glioma", 0.5)));
        image.getProcessor().set(4, 1);
        LabelMap numbered = ConnectedComponents.labelEach(labels());
        assertThat(LesionClasses.classified(
                        image,
                        1,
                        labels(),
                        numbered,
                        LesionMeasurements.measure(numbered, Optional.empty(), Optional.empty())))
                .extracting(Lesion::lesionClass)
                .containsExactly("glioma", "", "");
    }
}
