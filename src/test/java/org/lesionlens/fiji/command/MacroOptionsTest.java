package org.lesionlens.fiji.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.volume.UsageException;

class MacroOptionsTest {
    @Test
    void valuesAreReadExactly() {
        assertThat(MacroOptions.parse(" model=a minvolume=0.5 path=[C:\\my files\\a [1].nii] text='two words' bare "))
                .containsEntry("model", Optional.of("a"))
                .containsEntry("minvolume", Optional.of("0.5"))
                .containsEntry("path", Optional.of("C:\\my files\\a [1].nii"))
                .containsEntry("text", Optional.of("two words"))
                .containsEntry("bare", Optional.empty())
                .hasSize(5);
    }

    @Test
    void noOptionsAreFine() {
        assertThat(MacroOptions.parse("  ")).isEmpty();
        assertThat(MacroOptions.parse("name=")).containsEntry("name", Optional.of(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"path=[open", "a='open", "=value", "a=1 a=2"})
    void whatCannotBeReadIsRefused(String options) {
        assertThatThrownBy(() -> MacroOptions.parse(options)).isInstanceOf(UsageException.class);
    }

    /** ImageJ brackets a value with a space, and undoes the escapes of a text in a macro. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "two words",
                "a [b c] d",
                "[a]b",
                "half ] a pair",
                "another [ half",
                "it's",
                "'quoted'",
                "a]b",
                "&b"
            })
    void whatIsRecordedIsReadAsItWas(String title) {
        String recorded = MacroOptions.recorded(title);
        String line = "image=" + (recorded.contains(" ") ? "[" + recorded + "]" : recorded) + " labels=true";
        assertThat(MacroOptions.parse(line))
                .containsEntry("image", Optional.of(title))
                .containsEntry("labels", Optional.of("true"));
    }
}
