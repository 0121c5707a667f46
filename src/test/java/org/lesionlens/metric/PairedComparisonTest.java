package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.lesionlens.metric.Lesions.box;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PairedComparisonTest {
    private static final Bootstrap QUICK = new Bootstrap(200, 0.95, 1);

    @Test
    void aSecondSetThatIsAlwaysBetterIsSoWithAllItsRanks() {
        List<CaseAgreement> first = Lesions.ofDice(0.5, 0.6, 0.7, 0.4, 0.3, 0.8);
        List<CaseAgreement> second = Lesions.ofDice(0.51, 0.62, 0.73, 0.44, 0.35, 0.8);
        PairedComparison compared = PairedComparison.of(first, second, Lesions.metric("dice"), QUICK);
        assertThat(compared.figures().cases()).isEqualTo(6);
        assertThat(compared.difference().estimate()).isEqualTo(0.15 / 6, within(1e-12));
        assertThat(compared.difference().low()).isPositive();
        assertThat(compared.test().zeros()).isEqualTo(1);
        assertThat(compared.test().p()).isEqualTo(2 / 32.0, within(1e-12));
        assertThat(compared.test().exact()).isTrue();
    }

    /** Six pairs of one patient are one pair. */
    @Test
    void casesOfOnePatientAreOnePair() {
        List<CaseAgreement> first = Lesions.ofDice(0.5, 0.6, 0.7).stream()
                .map(PairedComparisonTest::ofOne)
                .toList();
        List<CaseAgreement> second = Lesions.ofDice(0.6, 0.7, 0.9).stream()
                .map(PairedComparisonTest::ofOne)
                .toList();
        PairedComparison compared = PairedComparison.of(first, second, Lesions.metric("dice"), QUICK);
        assertThat(compared.test().differences()).isEqualTo(1);
        assertThat(compared.test().p()).isEqualTo(1);
        assertThat(compared.difference().low()).isNaN();
    }

    private static CaseAgreement ofOne(CaseAgreement agreement) {
        return agreement.inGroup("patient");
    }

    @Test
    void errorsWithASignAreComparedBySize() {
        CaseAgreement low = volumes(100, 60);
        CaseAgreement high = volumes(100, 130);
        PairedComparison compared =
                PairedComparison.of(List.of(low), List.of(high), Lesions.metric("volume_error_percent"), QUICK);
        assertThat(compared.difference().estimate()).isEqualTo(-10);
    }

    private static CaseAgreement volumes(long reference, long prediction) {
        CaseAgreement dice = Lesions.ofDice("case", "case", 1);
        VoxelAgreement voxels = new VoxelAgreement(
                reference, prediction, 0, dice.voxels().orElseThrow().voxel());
        return new CaseAgreement("case", "case", Optional.of(voxels), dice.surfaces(), dice.lesions());
    }

    @Test
    void figuresOfAllCasesAreComparedToo() {
        CaseAgreement found = Lesions.of(List.of(box(0, 9)), List.of(box(0, 9, 0.9)));
        CaseAgreement missed = Lesions.of(List.of(box(0, 9)), List.of());
        PairedComparison compared =
                PairedComparison.of(List.of(missed), List.of(found), Lesions.metric("ap_box"), QUICK);
        assertThat(compared.pooledDifference().estimate()).isEqualTo(1);
        assertThat(compared.test().p()).isNaN();
        assertThat(compared.figures().cases()).isEqualTo(1);
    }

    @Test
    void otherCasesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairedComparison.of(
                        Lesions.ofDice(0.5, 0.6), Lesions.ofDice(0.5), Lesions.metric("dice"), QUICK));
    }
}
