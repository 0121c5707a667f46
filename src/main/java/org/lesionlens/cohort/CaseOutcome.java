package org.lesionlens.cohort;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.cases.BoxesCsv;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseRecord;
import org.lesionlens.cases.FindingKind;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Row;

/**
 * Where a case of a cohort stands.
 *
 * @param last attempt; empty while it is pending
 * @param found nothing unless it is done
 * @param ambiguous whether it failed because its input holds several volumes or slices, of which the user has to choose
 */
public record CaseOutcome(Case item, Optional<Attempt> last, CaseRecord found, boolean ambiguous) {
    private static final String PENDING = "pending";

    static CaseOutcome pending(Case item) {
        return new CaseOutcome(item, Optional.empty(), CaseRecord.NONE, false);
    }

    /** What became of a case, as an attempt tells it. */
    static CaseOutcome of(Case item, Attempt attempt, CaseRecord found, boolean ambiguous) {
        return new CaseOutcome(item, Optional.of(attempt), attempt.isDone() ? found : CaseRecord.NONE, ambiguous);
    }

    public String name() {
        return item.name();
    }

    /** The rows of its {@link LesionsCsv} or {@link BoxesCsv}, as the run has lesions or boxes. */
    public List<Row> findings() {
        return found.rows();
    }

    private boolean isOfRegions() {
        return found.kind() == FindingKind.REGIONS;
    }

    List<String> warnings() {
        return found.warnings();
    }

    String state() {
        return last.map(Attempt::state).orElse(PENDING);
    }

    public boolean isDone() {
        return last.filter(Attempt::isDone).isPresent();
    }

    public boolean isFailed() {
        return last.isPresent() && !isDone();
    }

    public String errorClass() {
        return last.map(Attempt::errorClass).orElse("");
    }

    public String error() {
        return last.map(Attempt::error).orElse("");
    }

    /** What a user may want to know of the comparison with the reference, and of results that were to be sent. */
    public String note() {
        return last.stream()
                .flatMap(attempt -> Stream.of(attempt.note(), attempt.store().missing()))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }

    /** How many of its results a server has. */
    public int sent() {
        return last.map(attempt -> attempt.store().files().size()).orElse(0);
    }

    /** Whether a server was to get results and has not got all of them. */
    public boolean isUnsent() {
        return isDone()
                && last.filter(attempt -> !attempt.store().missing().isEmpty()).isPresent();
    }

    /** The sum in ml; empty where it is unknown. */
    Optional<BigDecimal> totalVolumeMl() {
        List<BigDecimal> volumes = numbers(LesionsCsv.VOLUME);
        return isDone() && isOfRegions() && volumes.size() == findings().size()
                ? Optional.of(volumes.stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                : Optional.empty();
    }

    /** In mm; empty where it is unknown or there is no lesion. */
    Optional<BigDecimal> largestDiameterMm() {
        return numbers(LesionsCsv.DIAMETER).stream().max(BigDecimal::compareTo);
    }

    /** The class of the largest lesion or surest box; empty if there is none or it is unknown. */
    String mainClass() {
        if (!isOfRegions()) {
            return findings().stream()
                    .findFirst()
                    .map(box -> box.text(BoxesCsv.CLASS))
                    .orElse("");
        }
        return findings().stream()
                .reduce((a, b) -> voxels(b).compareTo(voxels(a)) > 0 ? b : a)
                .map(lesion -> lesion.text(LesionsCsv.CLASS))
                .orElse("");
    }

    /** The score of the surest box; empty if there is none, and of lesions. */
    Optional<BigDecimal> bestScore() {
        return isOfRegions()
                ? Optional.empty()
                : findings().stream().findFirst().flatMap(box -> box.number(BoxesCsv.SCORE));
    }

    /** Corrected lesions keep their numbers, whatever their size is. */
    private static BigDecimal voxels(Row lesion) {
        return lesion.number(LesionsCsv.VOXELS).orElse(BigDecimal.ZERO);
    }

    private List<BigDecimal> numbers(Column<?> column) {
        return findings().stream()
                .filter(lesion -> isOfRegions())
                .flatMap(lesion -> lesion.number(column).stream())
                .toList();
    }
}
