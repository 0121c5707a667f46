package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.model.foreign.ForeignFiles;

class AddModelMacroTest extends MacroFixture {
    @Test
    void aMacroAddsAModelWithAnswers() throws IOException {
        Path source = ForeignFiles.bioimageio(folder("source"));
        Path models = folder("models");
        try (ModelsFrom there = ModelsFrom.folder(models)) {
            assertThat(there).isNotNull();
            String log = log("run(\"Add Model...\", \"path=[" + path(source)
                    + "] name=mine answers=[threshold=0.25; modality=CT]\");");
            assertThat(log).contains("mine: added to", "check: passed", "lesions = tumour is taken");
            assertThat(models.resolve("mine/rdf.yaml")).content().contains("threshold: 0.25", "modality: CT");
            assertThat(log("run(\"Add Model...\", \"path=[" + path(source) + "] name=mine\");"))
                    .contains("there is a model mine already");
            assertThat(log("run(\"Add Model...\", \"path=[" + path(source) + "] answers=threshold\");"))
                    .contains("must be key=value");
        }
    }
}
