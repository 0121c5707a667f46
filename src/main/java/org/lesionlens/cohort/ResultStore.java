package org.lesionlens.cohort;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.Errors;
import org.lesionlens.cases.FindingKind;
import org.lesionlens.cases.ResultFormat;
import org.lesionlens.io.dicomweb.RemoteSeries;
import org.lesionlens.io.dicomweb.StoredFiles;
import org.lesionlens.volume.UsageException;

/**
 * Sends the DICOM results of cases to the servers that their images came from.
 *
 * <p>They are sent from the case's folder of results, so what is sent again has the same identifiers, and is one object.
 */
record ResultStore(CohortPlan plan) {
    /** @throws UsageException if results are to be sent but there is nothing to send, or nowhere */
    void require() {
        if (!plan.handling().store()) {
            return;
        }
        if (names().isEmpty()) {
            throw new UsageException("--store sends DICOM objects but --format names no format of DICOM: add "
                    + (plan.settings().kind() == FindingKind.BOXES ? "dicom-sr" : "dicom-seg") + " to it");
        }
        if (plan.settings().deidentifying().isWanted()) {
            throw new UsageException(
                    "--store sends results to the server of their patients, and --deidentify makes them for"
                            + " others: choose one");
        }
        for (Case item : plan.cohort().cases()) {
            if (item.remote().isEmpty()) {
                throw new UsageException("--store sends results to the server that their images came from but the case "
                        + item.name() + " comes from a file: leave --store out, or name the series on the server");
            }
        }
    }

    private List<String> names() {
        return plan.settings().formats().stream()
                .filter(ResultFormat::isDicom)
                .flatMap(format -> format.names(plan.settings().kind()).stream())
                .distinct()
                .toList();
    }

    /** Whether a case that was done has results that are to be sent. */
    boolean isToSend(Case item, Attempt attempt) {
        return plan.handling().store()
                && attempt.isDone()
                && !sent(item, attempt).containsAll(names());
    }

    private static List<String> sent(Case item, Attempt attempt) {
        return attempt.store().at(item.remote().get(0).server()).files();
    }

    /** Sends what the server does not have yet; the attempt with what it has then. */
    Attempt send(Case item, Attempt attempt) {
        RemoteSeries server = item.remote().get(0);
        Path folder = plan.output().resolve(item.name());
        List<String> files = new ArrayList<>(sent(item, attempt));
        List<Path> missing = names().stream()
                .filter(name -> !files.contains(name))
                .map(folder::resolve)
                .toList();
        StoredFiles sent = StoredFiles.send(missing, server::store);
        files.addAll(sent.stored());
        return attempt.with(new Storing(server.server(), files, sentence(server, sent)));
    }

    private String sentence(RemoteSeries server, StoredFiles sent) {
        List<String> reasons = new ArrayList<>(sent.refusals());
        sent.fault().map(fault -> Errors.sentence(fault, plan.output())).ifPresent(reasons::add);
        return sent.missing().isEmpty()
                ? ""
                : "not stored on " + server.host() + ": " + String.join(", ", sent.missing()) + "; "
                        + String.join("; ", reasons);
    }
}
