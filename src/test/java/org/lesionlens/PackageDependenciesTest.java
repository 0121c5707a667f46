package org.lesionlens;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the design's table: imports only point down, and each library has one home. */
class PackageDependenciesTest {
    private static final String ROOT = "org.lesionlens.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.lesionlens");

    @ParameterizedTest
    @CsvSource({
        "volume, ''",
        "io, volume lesion",
        "inference, volume",
        "lesion, volume",
        "explain, volume inference",
        "pipeline, volume inference lesion explain",
        "batch, volume io inference lesion explain pipeline",
        "fiji, volume io inference lesion explain pipeline batch",
    })
    void importsOnlyPointDown(String user, String used) {
        classes()
                .that()
                .resideInAPackage(ROOT + user + "..")
                .should()
                .onlyDependOnClassesThat(
                        not(resideInAPackage("org.lesionlens..")).or(resideInAnyPackage(packages(user + " " + used))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void thereAreNoOtherPackages() {
        classes()
                .should()
                .resideInAnyPackage(packages("volume io inference lesion explain pipeline batch fiji"))
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({
        "ai.onnxruntime.., inference",
        "ij.., fiji",
        "org.scijava.., fiji",
        "javax.swing.., fiji",
        "org.commonmark.., fiji",
        "picocli.., batch",
        "me.tongfei.., batch",
        "org.apache.spark.., batch",
        "scala.., batch",
        "com.fasterxml.jackson.., io inference",
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
