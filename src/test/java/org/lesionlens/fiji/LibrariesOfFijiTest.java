package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Libraries that Fiji has too have its versions (pom-scijava 45.0.0), also where only our libraries need them. */
class LibrariesOfFijiTest {
    @ParameterizedTest
    @CsvSource({
        "ij.IJ, ij-1.54p.jar",
        "net.imglib2.Cursor, imglib2-8.0.0.jar",
        "org.scijava.Context, scijava-common-2.100.1.jar",
        "org.scijava.parsington.Token, parsington-3.1.0.jar",
        "org.jline.terminal.Terminal, jline-terminal-3.30.5.jar",
        "org.jline.nativ.JLineLibrary, jline-native-3.30.5.jar",
        "com.fasterxml.jackson.databind.ObjectMapper, jackson-databind-2.19.2.jar",
        "com.fasterxml.jackson.core.JsonParser, jackson-core-2.19.2.jar",
        "com.fasterxml.jackson.annotation.JsonValue, jackson-annotations-2.19.2.jar",
        "org.snakeyaml.engine.v2.api.Load, snakeyaml-engine-2.10.jar",
        "org.apache.commons.csv.CSVFormat, commons-csv-1.14.1.jar",
        "org.apache.commons.io.IOUtils, commons-io-2.20.0.jar",
        "org.apache.commons.codec.Charsets, commons-codec-1.19.0.jar",
        "org.apache.commons.compress.archivers.ArchiveEntry, commons-compress-1.28.0.jar",
        "org.apache.commons.lang3.StringUtils, commons-lang3-3.18.0.jar",
        "org.apache.commons.logging.Log, commons-logging-1.3.5.jar",
        "org.apache.batik.svggen.SVGGraphics2D, batik-svggen-1.19.jar",
        "org.apache.batik.ext.awt.g2d.GraphicContext, batik-awt-util-1.19.jar",
        "org.apache.batik.constants.XMLConstants, batik-constants-1.19.jar",
        "org.apache.batik.i18n.Localizable, batik-i18n-1.19.jar",
        "org.apache.batik.util.Platform, batik-util-1.19.jar",
        "org.apache.xmlgraphics.java2d.color.ColorSpaces, xmlgraphics-commons-2.11.jar",
        "org.jfree.chart.JFreeChart, jfreechart-1.5.6.jar",
        "picocli.CommandLine, picocli-4.7.7.jar",
        "com.formdev.flatlaf.FlatDarkLaf, flatlaf-3.6.1.jar"
    })
    void theVersionIsThatOfFiji(String className, String jar) throws Exception {
        Path place = Path.of(Class.forName(className)
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertThat(place.getFileName()).hasToString(jar);
    }
}
