package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForeignTextTest {
    @Test
    void aShortLineIsShownAsItIs() {
        assertThat(ForeignText.shown("Gr\u00fc\u00dfe 1")).isEqualTo("Gr\u00fc\u00dfe 1");
        assertThat(ForeignText.shown("x".repeat(100))).isEqualTo("x".repeat(100));
    }

    @Test
    void aLongOneIsCut() {
        assertThat(ForeignText.shown("x".repeat(101))).isEqualTo("x".repeat(97) + "...");
        assertThat(ForeignText.shown("x".repeat(10_000_000))).hasSize(ForeignText.MOST);
        assertThat(ForeignText.shown(" ".repeat(1000) + "x")).isEqualTo("...");
    }

    @Test
    void nothingInItMovesTheCursorOrColoursTheTerminal() {
        assertThat(ForeignText.shown("a\r\nb\u001b[31mc\u202ed\0")).isEqualTo("a b [31mc d");
    }
}
