package org.lesionlens.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassProbabilitiesTest {
    @Test
    void theyComeBackInTheirOrder() {
        Map<String, Double> classes = new LinkedHashMap<>();
        classes.put("pituitary tumour", 0.25);
        classes.put("glioma", 0.7499999);
        classes.put("a;b=c", 1e-7);
        String text = ClassProbabilities.text(classes);
        assertThat(text).isEqualTo("pituitary tumour=0.25;glioma=0.7499999;a;b=c=0.0000001");
        assertThat(ClassProbabilities.parse(text)).isEqualTo(classes);
        assertThat(ClassProbabilities.parse(text).keySet()).containsExactly("pituitary tumour", "glioma", "a;b=c");
    }

    @Test
    void whatIsNoneIsUnknown() {
        assertThat(ClassProbabilities.parse("")).isEmpty();
        assertThat(ClassProbabilities.text(Map.of())).isEmpty();
        assertThat(ClassProbabilities.parse("glioma")).isEmpty();
        assertThat(ClassProbabilities.parse("glioma=0.5;meningioma=high")).isEmpty();
    }
}
