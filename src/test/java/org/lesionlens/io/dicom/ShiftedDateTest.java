package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShiftedDateTest {
    @ParameterizedTest
    @CsvSource({
        "DA, 20240301, 1, 20240229",
        "DA, 2024.03.01, 1, 20240229",
        "DA, 20240301\\20240302, 61, 20231231\\20240101",
        "DA, 20240230, 1, ''",
        "DA, yesterday, 1, ''",
        "DA, 00010101, 366, ''",
        "DA, 19000101, 3650, 18900103",
        "DA, '', 1, ''",
        "DT, 20240301101112.123456+0100, 1, 20240229101112.123456+0100",
        "DT, 20240301, 1, 20240229",
        "DT, 202403, 1, 202402",
        "DT, 2024, 1, 2023",
        "DT, 2024-03-01, 1, ''",
        "TM, 235959.5, 100, 235959.5",
        "TM, 10:11:12, 100, 10:11:12",
        "TM, noon at Dr X, 100, ''"
    })
    void datesMoveAndTimesStay(ValueRepresentation vr, String before, int daysBack, String after) {
        assertThat(ShiftedDate.of(before, vr, daysBack)).isEqualTo(after);
    }
}
