package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.dicomweb.Orthanc;

/** From a server into ImageJ and back. */
class PacsMacroTest extends MacroFixture {
    private static final String STUDY = "1.2.826.0.1.3680043.8.498.20261121.1";

    @TempDir
    private static Path shared;

    private static Orthanc orthanc;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        orthanc = Orthanc.startUnlocked(shared.resolve("orthanc"));
        orthanc.put(DATA.resolve("phantom_dicom"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (orthanc != null) {
            orthanc.close();
        }
    }

    private static String openFrom(String options) {
        return "run(\"Open from PACS...\", \"server=" + orthanc.address() + " " + options + "\");";
    }

    private static String send(String options) {
        return "run(\"Send to PACS...\", \"server=" + orthanc.address() + " " + options + "\");";
    }

    private static List<byte[]> segmentations() throws IOException, InterruptedException {
        return orthanc.instances().stream()
                .filter(file -> new String(file, StandardCharsets.ISO_8859_1).contains("1.2.840.10008.5.1.4.1.1.66.4"))
                .toList();
    }

    @Test
    void aSeriesOfAServerIsThatOfItsFolder() {
        String said = log(
                openFrom("study=" + STUDY + " series=" + STUDY + ".13") + "rename(\"far\");" + open("phantom_dicom"));
        ImagePlus near = IJ.getImage();
        ImagePlus far = WindowManager.getImage("far");
        assertThat(far).as(said).isNotNull();
        assertThat(far.getCalibration().equals(near.getCalibration())).isTrue();
        assertThat(far.getCalibration().pixelDepth).isEqualTo(near.getCalibration().pixelDepth);
        assertThat(far.getStackSize()).isEqualTo(near.getStackSize());
        for (int slice = 1; slice <= near.getStackSize(); slice++) {
            assertThat(far.getStack().getPixels(slice))
                    .isEqualTo(near.getStack().getPixels(slice));
        }
        assertThat(said).doesNotContain("Phantom^Head", STUDY);
    }

    @Test
    void whatIsLookedForIsOpenedWhereOnlyOneSeriesFits() {
        log(openFrom("patient=Phantom* patientid=PHANTOM modality=MR"));
        assertThat(IJ.getImage().getTitle()).matches("dicomweb-[0-9a-f]{12}");
        assertThat(IJ.getImage().getStackSize()).isEqualTo(20);
        assertThat(log(openFrom("patientid=nobody"))).contains("no study on localhost:");
        assertThat(log(openFrom("volume=1"))).contains("nothing is looked for");
        assertThat(log(openFrom("series=1.2"))).contains("without that of its study");
        assertThat(log(openFrom("study=1.2.3.4"))).contains("has no such study");
    }

    /** The corrected labels, as an object of the series that was opened. */
    @Test
    void correctedLabelsAreSentAsASegmentationOfTheSeries() throws IOException, InterruptedException {
        int before = segmentations().size();
        String correct =
                "setSlice(10); makeRectangle(0, 0, 12, 12); run(\"Set...\", \"value=7 slice\"); run(\"Select None\");";
        String said = log(openFrom("study=" + STUDY + " series=" + STUDY + ".13")
                + "run(\"Segment Lesions...\", \"model=brain-t1ce-segmenter device=cpu\");" + correct
                + send("format=dicom-seg"));
        assertThat(said).contains("stored: segmentation.dcm");
        List<byte[]> stored = segmentations();
        assertThat(stored).hasSize(before + 1);
        Path file = Files.write(shared.resolve("stored.dcm"), stored.get(stored.size() - 1));
        assertThat(new String(stored.get(stored.size() - 1), StandardCharsets.ISO_8859_1))
                .contains("SEMIAUTOMATIC", "Phantom^Head", STUDY);
        log("run(\"Open Medical Volume...\", \"path=[" + path(file) + "]\");");
        ImagePlus labels = IJ.getImage();
        boolean corrected = false;
        for (int slice = 1; slice <= labels.getStackSize(); slice++) {
            corrected |= labels.getStack().getVoxel(3, 3, slice - 1) > 0; // the second segment
        }
        assertThat(corrected).isTrue();
    }

    /** The report and the contours too, each once, and all of the study. */
    @Test
    void allObjectsAreSentWhereNoFormatIsNamed() throws IOException, InterruptedException {
        int before = orthanc.instances().size();
        String said = log(openFrom("study=" + STUDY)
                + "run(\"Segment Lesions...\", \"model=brain-t1ce-segmenter device=cpu\");" + send(""));
        assertThat(said).contains("stored: segmentation.dcm, report.dcm, structures.dcm");
        assertThat(orthanc.instances()).hasSize(before + 3);
        assertThat(log(openFrom("study=" + STUDY)))
                .as("results are no images to choose from")
                .doesNotContain("series of images");
    }

    @Test
    void whatCannotBeSentIsRefused() throws IOException, InterruptedException {
        int before = orthanc.instances().size();
        String segment = "run(\"Segment Lesions...\", \"model=brain-t1ce-segmenter device=cpu\");";
        assertThat(log(open("phantom_t1ce.nii.gz") + segment + send("format=dicom-seg")))
                .contains("the image does not come from DICOM");
        assertThat(log(open("phantom_dicom") + segment + send("format=nifti")))
                .contains("the format nifti is none of DICOM");
        assertThat(log(open("phantom_dicom") + segment + send("format=secondary-capture")))
                .contains("take it from analyze or batch");
        assertThat(orthanc.instances()).hasSize(before);
    }

    /** Nobody is there to ask. */
    @Test
    void aServerThatWantsToKnowWhoAsksIsSaid() throws IOException, InterruptedException {
        try (Orthanc locked = Orthanc.start(shared.resolve("locked"))) {
            assertThat(log("run(\"Open from PACS...\", \"server=" + locked.address() + " patientid=PHANTOM\");"))
                    .contains("wants to know who asks (401): set LESIONLENS_DICOMWEB_USER");
        }
        assertThat(log("run(\"Open from PACS...\", \"server=http://pacs.example/dw patientid=PHANTOM\");"))
                .contains("unencrypted");
    }
}
