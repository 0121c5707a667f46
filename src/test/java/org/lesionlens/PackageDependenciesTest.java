package org.lesionlens;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the design's table: imports only point down, and each library has one home. */
class PackageDependenciesTest {
    private static final String ROOT = "org.lesionlens.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.lesionlens");

    /** Floors from the ground up; a package imports only from floors below its own. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("volume"),
            List.of("model", "lesion", "io.file", "io.dicom.codec", "inference.graph"),
            List.of(
                    "model.foreign",
                    "inference",
                    "metric",
                    "registration",
                    "correction",
                    "io.nifti",
                    "io.dicom",
                    "io.nrrd",
                    "io.metaimage",
                    "io.tiff",
                    "io.table"),
            List.of("pipeline", "explain", "io", "io.dicomweb"),
            List.of("draw"),
            List.of("cases"),
            List.of("fiji.image", "evaluation", "followup", "review"),
            List.of("fiji.command", "fiji.views", "cohort"),
            List.of("fiji.explorer", "fiji.result", "cohort.spark"),
            List.of("fiji.review", "cli"),
            List.of("fiji"));

    @Test
    void importsOnlyPointDown() {
        Set<String> against = new TreeSet<>();
        for (JavaClass user : CLASSES) {
            for (Dependency arrow : user.getDirectDependenciesFromSelf()) {
                JavaClass used = arrow.getTargetClass().getBaseComponentType();
                if (used.getPackageName().startsWith(ROOT)
                        && !used.getPackageName().equals(user.getPackageName())
                        && floor(used) >= floor(user)) {
                    against.add(name(user) + " " + name(used));
                }
            }
        }
        assertThat(against).isEmpty();
    }

    /** What each package imports of ours: a new arrow is a decision, and so is one that is not needed any more. */
    @ParameterizedTest
    @CsvSource({
        "volume, ''",
        "model, 'volume'",
        "lesion, 'volume'",
        "io.file, 'volume'",
        "inference.graph, ''",
        "inference, 'volume model lesion inference.graph'",
        "model.foreign, 'volume model io.file'",
        "metric, 'volume lesion'",
        "registration, 'volume'",
        "correction, 'volume lesion'",
        "io.nifti, 'volume io.file'",
        "io.dicom.codec, ''",
        "io.dicom, 'volume io.file io.dicom.codec model lesion'",
        "io.nrrd, 'volume io.file'",
        "io.metaimage, 'volume io.file'",
        "io.tiff, 'volume io.file'",
        "io.table, 'io.file'",
        "pipeline, 'volume model lesion inference'",
        "explain, 'volume model lesion inference'",
        "io.dicomweb, 'volume io.file io.dicom'",
        "io, 'volume io.file io.nifti io.dicom io.nrrd io.metaimage io.tiff model'",
        "draw, 'volume lesion io.file io.dicom io.tiff pipeline explain'",
        "cases, 'volume model model.foreign lesion io.file inference io.dicom io.dicomweb io.table pipeline explain io draw io.tiff io.nifti io.nrrd'",
        "fiji.image, 'volume model lesion io.file inference metric io.table pipeline io draw cases'",
        "cohort, 'volume model lesion io.file inference metric io.dicom io.dicomweb io.table pipeline io draw cases review'",
        "evaluation, 'volume lesion io.file metric io.table pipeline io draw cases'",
        "followup, 'volume lesion metric registration io.file io.dicom io.table pipeline io draw cases'",
        "fiji.command, 'volume model model.foreign inference pipeline cases fiji.image'",
        "cohort.spark, 'volume model io.file inference pipeline cases cohort io'",
        "fiji.explorer, 'volume model lesion io.file inference io.tiff pipeline explain draw fiji.image fiji.command'",
        "review, 'volume model lesion correction io.file io.table io.nifti io.tiff io cases'",
        "fiji.review, 'volume lesion correction io cases fiji.image fiji.command fiji.result followup review cohort'",
        "fiji.views, 'volume fiji.image'",
        "fiji.result, 'volume model lesion io cases cohort fiji.image fiji.command fiji.views'",
        "cli, 'volume model model.foreign lesion io.file inference metric io.dicomweb pipeline explain io cases cohort evaluation cohort.spark followup'",
        "fiji, 'volume model model.foreign io.file inference io.dicom io.dicomweb io.table pipeline explain io cases fiji.image cohort followup draw fiji.command fiji.explorer fiji.result fiji.review fiji.views review'",
    })
    void aPackageImportsExactly(String room, String used) {
        Set<String> imported = new TreeSet<>();
        for (JavaClass user : CLASSES) {
            if (user.getPackageName().equals(ROOT + room)) {
                user.getDirectDependenciesFromSelf().stream()
                        .map(arrow ->
                                arrow.getTargetClass().getBaseComponentType().getPackageName())
                        .filter(name -> name.startsWith(ROOT) && !name.equals(ROOT + room))
                        .forEach(name -> imported.add(name.substring(ROOT.length())));
            }
        }
        assertThat(imported).containsExactlyInAnyOrder(used.isEmpty() ? new String[0] : used.split(" "));
    }

    @Test
    void theDoorsDoNotSeeEachOther() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "fiji..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "cli..")
                .check(CLASSES);
    }

    @Test
    void everyPackageHasAFloor() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
                .allMatch(name -> FLOORS.stream().anyMatch(floor -> floor.contains(name.substring(ROOT.length()))));
    }

    private static int floor(JavaClass type) {
        String room = type.getPackageName().substring(ROOT.length());
        return IntStream.range(0, FLOORS.size())
                .filter(floor -> FLOORS.get(floor).contains(room))
                .findFirst()
                .orElseThrow();
    }

    private static String name(JavaClass type) {
        return type.getName().substring(ROOT.length()).replaceAll("\\$.*", "");
    }

    /** The packages that a library may be used in, by their exact names. */
    @ParameterizedTest
    @CsvSource({
        "ai.onnxruntime.., inference",
        "net.imglib2.., volume lesion io.file inference metric registration correction io io.dicom io.nifti io.nrrd io.tiff explain pipeline draw cases followup review"
                + " fiji.image fiji.explorer fiji.review",
        "ij.., fiji.image fiji.command fiji.explorer fiji.result fiji.review fiji.views fiji",
        "org.scijava.., fiji.command fiji",
        "javax.swing.., fiji.command fiji.explorer fiji.result fiji.review fiji.views",
        "java.awt.., draw io.dicom.codec io.tiff fiji.image fiji.command fiji.explorer fiji.result fiji.review fiji.views fiji",
        "org.jfree.., draw",
        "org.apache.batik.., draw",
        "org.commonmark.., fiji.command",
        "picocli.., cli",
        "me.tongfei.., cli",
        "org.apache.spark.., cohort.spark",
        "scala.., cohort.spark",
        "com.fasterxml.jackson.., io io.dicomweb io.table model model.foreign",
        "org.snakeyaml.., io model",
        "org.apache.commons.csv.., io.table",
        "org.apache.commons.statistics.., metric",
        "org.apache.commons.compress.., io io.file",
        "com.twelvemonkeys.., io.dicom.codec io.tiff",
        "com.github.jaiimageio.., io.dicom.codec",
    })
    void librariesStayAtHome(String library, String homes) {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages(homes))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
    }

    /** Nothing leaves this machine but what a user sends to a server that he names. */
    @Test
    void oneRoomReachesTheNetwork() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "io.dicomweb")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.Socket")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.URLConnection")
                .check(CLASSES);
    }

    @Test
    void nobodyLogsBehindTheUsersBack() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(CLASSES);
    }

    /** Codecs get pixels from Java's images, which lie in java.awt; nothing else of a file format does. */
    @Test
    void ofFileFormatsOnlyCodecsSeeImagesOfJava() {
        Set<String> codecs = new TreeSet<>();
        for (JavaClass user : CLASSES) {
            boolean awt = user.getDirectDependenciesFromSelf().stream()
                    .anyMatch(arrow -> arrow.getTargetClass()
                            .getBaseComponentType()
                            .getPackageName()
                            .startsWith("java.awt"));
            if (awt && user.getPackageName().startsWith(ROOT + "io")) {
                codecs.add(name(user));
            }
        }
        assertThat(codecs)
                .containsExactly(
                        "io.dicom.codec.DecodedSamples",
                        "io.dicom.codec.Jpeg2000Codec",
                        "io.dicom.codec.JpegCodec",
                        "io.tiff.ImageDecoder",
                        "io.tiff.PlanarImages",
                        "io.tiff.PngFile",
                        "io.tiff.TiffPixels");
    }

    @Test
    void noPackagesFormACircle() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + "(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    /** What a package shows is what has to be understood to use it. */
    @ParameterizedTest
    @CsvSource({
        "cohort, 9",
        "cohort.spark, 1",
        "fiji, 24",
        "fiji.command, 23",
        "fiji.explorer, 20",
        "fiji.image, 30",
        "fiji.result, 5",
        "fiji.review, 2",
        "fiji.views, 2",
        "review, 11",
        "correction, 16"
    })
    void fewTypesArePublic(String room, int most) {
        assertThat(CLASSES.stream()
                        .filter(type -> type.getPackageName().equals(ROOT + room))
                        .filter(type ->
                                type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC)))
                .extracting(JavaClass::getSimpleName)
                .hasSizeLessThanOrEqualTo(most);
    }

    private static String[] packages(String names) {
        return Arrays.stream(names.strip().split(" ")).map(name -> ROOT + name).toArray(String[]::new);
    }
}
