package org.lesionlens.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.lesion.RealBox.Corner;
import org.lesionlens.volume.UserMessageException;

class BoxTableTest {
    @TempDir
    private Path folder;

    private Map<String, Reference> read(String text) throws IOException {
        return BoxTable.read(Files.writeString(folder.resolve("boxes.csv"), text));
    }

    private Reference boxes(KindBox... boxes) {
        return new Reference.Boxes(
                folder.resolve("boxes.csv"),
                List.of(boxes),
                boxes.length > 0
                        && Stream.of(boxes).allMatch(box -> box.box().max().z() == 1));
    }

    @Test
    void aRowIsABoxAndARowWithoutNumbersACaseWithoutLesion() throws IOException {
        assertThat(read("case,x_min,y_min,z_min,x_max,y_max,z_max,class\n"
                        + "a,1,2,3,4,5,6,glioma\nb,,,,,,,\na,7,8,9,10,11,12.5,\n"))
                .isEqualTo(Map.of(
                        "a",
                        boxes(
                                KindBox.of("glioma", new RealBox(new Corner(1, 2, 3), new Corner(4, 5, 6))),
                                KindBox.of("", new RealBox(new Corner(7, 8, 9), new Corner(10, 11, 12.5)))),
                        "b",
                        boxes()));
    }

    /** As a real table has them, and as our own lesions.csv. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id,kind,xmin,ymin,xmax,ymax,area|a,MA,1.5,2,3,4,9",
                "case,label,class,bbox_x_min,bbox_y_min,bbox_x_max,bbox_y_max|a,1,MA,1.5,2,3,4",
                "case,label,x_min,y_min,x_max,y_max|a,MA,1.5,2,3,4",
                "Case,X_Min,Y_Min,X_Max,Y_Max,Class|a,1.5,2,3,4,MA",
            })
    void columnsMayBeSpeltOtherwise(String header, String row) throws IOException {
        assertThat(read(header + "\n" + row + "\n"))
                .isEqualTo(Map.of(
                        "a", boxes(KindBox.of("MA", new RealBox(new Corner(1.5, 2, 0), new Corner(3, 4, 1))))));
    }

    @Test
    void missingColumnsAreNamed() {
        assertThatExceptionOfType(UserMessageException.class)
                .isThrownBy(() -> read("case,left,top,width,height\na,1,2,3,4\n"))
                .withMessageContaining("has the columns case,left,top,width,height but must have x_min");
        assertThatExceptionOfType(UserMessageException.class)
                .isThrownBy(() -> read("case,x_min,y_min,z_min,x_max,y_max\na,1,2,3,4,5\n"))
                .withMessageContaining("must have z_max");
        assertThatExceptionOfType(UserMessageException.class)
                .isThrownBy(() -> read("case,x_min,y_min,x_max,y_max\n"))
                .withMessageContaining("has no row");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,1,2,x,4|\"x\" in the column x_max",
                "a,1,,3,4|\"\" in the column y_min",
                "a,3,2,3,4|a box from 3.0 to 3.0 along x",
                "a,-1,2,3,4|a box from -1.0",
                "a,1,2,Infinity,4|a box from 1.0 to Infinity",
                "a,1,2,NaN,4|a box from 1.0 to NaN",
                "'',1,2,3,4|no case",
                "a,1,2|\"\" in the column x_max",
            })
    void whatIsNoBoxIsToldWithItsRow(String row, String found) {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read("case,x_min,y_min,x_max,y_max\n" + "b,1,2,3,4\n" + row.replace("''", "") + "\n"))
                .withMessageContaining("has in its row 2 ")
                .withMessageContaining(found);
    }
}
