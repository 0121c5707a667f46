package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.lesionlens.volume.UsageException;

class DeidentificationKeyTest {
    private static final String SECRET = "0123456789abcdef";

    @Test
    void theSameSecretGivesTheSameIdentifiersInAnyProcess() {
        DeidentificationKey key = DeidentificationKey.of(SECRET);
        assertThat(key.uid("1.2.3"))
                .isEqualTo(DeidentificationKey.of(SECRET).uid("1.2.3"))
                .matches("2\\.25\\.[0-9]{30,39}");
        assertThat(key.uid("1.2.3")).isNotEqualTo(key.uid("1.2.4"));
        assertThat(key.check())
                .isEqualTo(DeidentificationKey.of(SECRET).check())
                .hasSize(8);
        assertThat(key.lasts()).isTrue();
    }

    /** Of PBKDF2 and HMAC by Python's hashlib and hmac: pseudonyms have to last longer than versions of this program. */
    @Test
    void identifiersAreThoseOfEarlierVersions() {
        assertThat(DeidentificationKey.of(SECRET).uid("1.2.3"))
                .isEqualTo("2.25.82410656337663499745983981634249998592");
    }

    @Test
    void aRandomKeyIsNobodyElses() {
        assertThat(DeidentificationKey.random().uid("1.2.3"))
                .isNotEqualTo(DeidentificationKey.random().uid("1.2.3"));
        assertThat(DeidentificationKey.random().lasts()).isFalse();
    }

    @Test
    void aShortSecretIsRefusedAndNotShown() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> DeidentificationKey.of("hunter2"))
                .withMessageContaining("LESIONLENS_DEID_KEY has 7 characters but must have at least 16")
                .withMessageContaining("openssl rand -hex 32")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
        assertThat(DeidentificationKey.of(SECRET)).hasToString("a key");
    }
}
