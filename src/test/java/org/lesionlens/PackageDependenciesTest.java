package org.lesionlens;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
            List.of("model", "lesion", "io.file"),
            List.of("inference", "metric", "io.nifti", "io.dicom", "io.nrrd", "io.metaimage", "io.tiff", "io.table"),
            List.of("pipeline", "explain", "io"),
            List.of("draw"),
            List.of("cases"),
            List.of("fiji.image", "cohort"),
            List.of("fiji.command", "cohort.spark"),
            List.of("fiji.explorer", "cli"),
            List.of("fiji"));

    /** Arrows against the floors that are still to be cut. */
    private static final Set<String> TO_CUT = Set.of();

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
        assertThat(against).containsExactlyInAnyOrderElementsOf(TO_CUT);
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

    @ParameterizedTest
    @CsvSource({
        "ai.onnxruntime.., inference",
        "ij.., fiji",
        "org.scijava.., fiji",
        "javax.swing.., fiji",
        "org.commonmark.., fiji",
        "picocli.., cli",
        "me.tongfei.., cli",
        "org.apache.spark.., cohort.spark",
        "scala.., cohort.spark",
        "com.fasterxml.jackson.., io model inference",
        "org.apache.commons.csv.., io",
        "org.apache.commons.compress.., io",
        "com.twelvemonkeys.., io",
        "com.github.jaiimageio.., io",
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

    private static String[] packages(String names) {
        return Arrays.stream(names.strip().split(" "))
                .map(name -> ROOT + name + "..")
                .toArray(String[]::new);
    }
}
