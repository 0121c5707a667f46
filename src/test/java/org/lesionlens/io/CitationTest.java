package org.lesionlens.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CitationTest {
    @Test
    void peopleAndGroupsAreAuthors() throws IOException {
        Citation citation = Citation.read("""
                cff-version: 1.2.0
                message: Please cite it.
                title: Lens-Tool
                authors:
                  - given-names: Ada
                    family-names: Lovelace
                  - name: The Group
                version: 1.5.0
                license: MIT
                """);
        assertThat(citation.text()).isEqualTo("""
                Please cite it.

                Ada Lovelace, The Group: Lens-Tool, version 1.5.0 (computer software, MIT).

                @software{lenstool,
                  author = {Lovelace, Ada and {The Group}},
                  title = {{Lens-Tool}},
                  version = {1.5.0},
                  note = {MIT}
                }
                """);
    }

    @Test
    void ourOwnIsWhole() throws IOException {
        Citation own = Citation.read(Files.readString(Path.of("CITATION.cff")));
        assertThat(own.authors()).isNotEmpty().noneMatch(author -> author.name().isBlank());
        assertThat(own.title()).isEqualTo("LesionLens");
        assertThat(own.message()).contains("please cite");
        assertThat(own.licence()).isEqualTo("BSD-2-Clause");
        assertThat(own.version()).isNotBlank();
    }
}
