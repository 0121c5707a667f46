package org.lesionlens.cohort;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.lesionlens.cases.CaseRefusedException;
import org.lesionlens.cases.ErrorClass;
import org.lesionlens.cases.WrittenCase;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.Progress;

/**
 * Cases on one machine: while one is in the networks, the next one is read and the last one is written.
 *
 * <p>No case stops the others; each that is done or fails is told to a listener, whose exceptions end the run.
 */
public final class LocalBatch {
    private final CaseAnalysis analysis;
    private final CaseLimits limits;
    private final Engine.Listener listener;
    private final ExecutorService writer = Executors.newSingleThreadExecutor();

    private Future<?> writing;

    public LocalBatch(CaseAnalysis analysis, CaseLimits limits, Engine.Listener listener) {
        this.analysis = analysis;
        this.limits = limits;
        this.listener = listener;
    }

    /**
     * Runs all cases, once.
     *
     * @throws CancellationException if the user wants the program to end; the case that is being written is finished
     */
    public void run(List<CohortCase> cases) throws IOException {
        try (ReadAhead ahead = new ReadAhead(limits)) {
            run(cases, ahead);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("cancelled by the user");
        } finally {
            awaitWriting();
            writer.shutdown();
        }
    }

    private void run(List<CohortCase> cases, ReadAhead ahead) throws IOException, InterruptedException {
        CaseInWork next = begin(cases.get(0));
        Future<LoadedVolume> nextVolume = ahead.start(next);
        for (int i = 1; i <= cases.size(); i++) {
            CaseInWork work = next;
            LoadedVolume volume = null;
            try {
                volume = ahead.await(nextVolume, work);
            } catch (ExecutionException e) {
                fail(work, e.getCause());
            } catch (CaseRefusedException e) {
                fail(work, e);
            }
            if (i < cases.size()) {
                next = begin(cases.get(i));
                nextVolume = ahead.start(next);
            }
            if (volume != null) {
                analyze(work, volume);
            }
        }
    }

    private CaseInWork begin(CohortCase one) {
        return new CaseInWork(one, analysis.provenance(one), limits.memory());
    }

    private void analyze(CaseInWork work, LoadedVolume volume) throws IOException {
        double read = work.seconds();
        LesionAnalysis found;
        try {
            work.work();
            found = analysis.runner().analyze(work.one().examination(), volume, new Deadline(work, limits));
            work.pause();
        } catch (CancellationException e) {
            if (limits.stop().getAsBoolean()) {
                throw e;
            }
            fail(work, ReadAhead.tooLong(limits.time()));
            return;
        } catch (RuntimeException | OutOfMemoryError e) {
            fail(work, e);
            return;
        }
        awaitWriting();
        writing = writer.submit(() -> {
            write(work, volume, found, read);
            return null;
        });
    }

    private record Deadline(CaseInWork work, CaseLimits limits) implements Progress {
        @Override
        public void update(String stage, long done, long total) {}

        @Override
        public boolean isCancelled() {
            return limits.stop().getAsBoolean() || work.isOverdue(limits.time());
        }
    }

    private void write(CaseInWork work, LoadedVolume volume, LesionAnalysis found, double read) throws IOException {
        work.work();
        Optional<ReferenceScore> score;
        WrittenCase written;
        try {
            score = work.one()
                    .reference()
                    .map(reference -> ReferenceScore.of(
                            found.labels(), reference, analysis.runner().output()));
            Map<String, Double> seconds = new LinkedHashMap<>();
            seconds.put("read", read);
            seconds.putAll(found.seconds());
            written = analysis.runner().writeAside(work.one().examination(), volume, found, seconds);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            fail(work, ErrorClass.ofWriting(e), e);
            return;
        }
        work.end();
        listener.ended(new EndedCase(
                analysis.done(work, score), written.folder().getFileName().toString(), written.found()));
    }

    private void fail(CaseInWork work, Throwable error) throws IOException {
        fail(work, ErrorClass.of(error), error);
    }

    private void fail(CaseInWork work, ErrorClass kind, Throwable error) throws IOException {
        work.end();
        listener.ended(EndedCase.failed(analysis.failed(work, kind, error)));
    }

    /** @throws IOException of the listener */
    private void awaitWriting() throws IOException {
        if (writing == null) {
            return;
        }
        try {
            writing.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            writing = null;
        }
    }
}
