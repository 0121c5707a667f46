package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lesionlens.metric.CohenKappa.Rating;

/** Tables of two raters whose kappa is known in closed form. */
class CohenKappaTest {
    private static List<Rating> times(int count, String first, String second) {
        return Collections.nCopies(count, new Rating(first, second));
    }

    /** Of 50 grants 20 are approved and 15 refused by both: p = 0.7, e = 0.5 * 0.6 + 0.5 * 0.4 = 0.5. */
    @Test
    void agreementBeyondChanceIsCounted() {
        List<Rating> ratings = Stream.of(
                        times(20, "yes", "yes"), times(5, "yes", "no"), times(10, "no", "yes"), times(15, "no", "no"))
                .flatMap(List::stream)
                .toList();
        assertThat(CohenKappa.of(ratings)).isEqualTo(0.4, within(1e-12));
    }

    @Test
    void agreementInAllIsOneAndThatOfChanceIsNone() {
        assertThat(CohenKappa.of(Stream.concat(times(3, "a", "a").stream(), times(2, "b", "b").stream())
                        .toList()))
                .isEqualTo(1, within(1e-12));
        assertThat(CohenKappa.of(List.of(
                        new Rating("a", "a"), new Rating("a", "b"), new Rating("b", "a"), new Rating("b", "b"))))
                .isEqualTo(0, within(1e-12));
    }

    @Test
    void nothingIsKnownWhereChanceExplainsAll() {
        assertThat(CohenKappa.of(List.of())).isNaN();
        assertThat(CohenKappa.of(times(4, "a", "a"))).isNaN();
    }
}
