package org.lesionlens.cohort;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.io.table.Row;

/**
 * Where a case of a cohort stands.
 *
 * @param last attempt; empty while it is pending
 * @param lesions the rows of its {@link LesionsCsv}; none unless it is done
 * @param warnings what is odd about its input; none unless it is done
 */
public record CaseOutcome(CohortCase one, Optional<Attempt> last, List<Row> lesions, List<String> warnings) {
    public static final String PENDING = "pending";

    /** A case that is pending or failed. */
    CaseOutcome(CohortCase one, Optional<Attempt> last) {
        this(one, last, List.of(), List.of());
    }

    /** A case that is done, from its folder of results. */
    static CaseOutcome of(CohortCase one, Attempt done, Path folder) throws IOException {
        return new CaseOutcome(
                one,
                Optional.of(done),
                LesionsCsv.TABLE.read(folder.resolve(LesionsCsv.FILE)),
                JsonFiles.texts(folder.resolve(CaseFolder.SIDECAR), "input", "warnings"));
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

    String error() {
        return last.map(Attempt::error).orElse("");
    }

    String note() {
        return last.map(Attempt::note).orElse("");
    }

    /** The sum in ml; empty where it is unknown. */
    Optional<BigDecimal> totalVolumeMl() {
        List<BigDecimal> volumes = numbers(LesionsCsv.VOLUME);
        return isDone() && volumes.size() == lesions.size()
                ? Optional.of(volumes.stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                : Optional.empty();
    }

    /** In mm; empty where it is unknown or there is no lesion. */
    Optional<BigDecimal> largestDiameterMm() {
        return numbers(LesionsCsv.DIAMETER).stream().max(BigDecimal::compareTo);
    }

    /** The class of the largest lesion; empty if there is none or it is unknown. */
    String largestClass() {
        return lesions.isEmpty() ? "" : lesions.get(0).text(LesionsCsv.CLASS);
    }

    private List<BigDecimal> numbers(Column<?> column) {
        return lesions.stream()
                .flatMap(lesion -> lesion.number(column).stream())
                .toList();
    }
}
