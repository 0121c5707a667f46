package org.lesionlens.cohort;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseRefusedException;
import org.lesionlens.cases.ErrorClass;
import org.lesionlens.cases.WrittenCase;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.file.SeveralVolumesException;
import org.lesionlens.pipeline.Analysis;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UsageException;

/**
 * Cases on one machine: while one is in the networks, the next one is read and the last one is written.
 *
 * <p>No case stops the others; each that is done or fails is told, and what that throws ends the run.
 */
final class LocalBatch {
    private final CaseAnalysis analysis;
    private final CaseLimits limits;
    private final CohortListener listener;
    private final Engine.Ended ended;
    private final ExecutorService writer = Executors.newSingleThreadExecutor();

    private Future<?> writing;

    LocalBatch(CaseAnalysis analysis, CaseLimits limits, CohortListener listener, Engine.Ended ended) {
        this.analysis = analysis;
        this.limits = limits;
        this.listener = listener;
        this.ended = ended;
    }

    /**
     * Runs the cases that are still to be taken, once.
     *
     * @param cases what several of these share; each takes one when it is ready for it
     * @throws CancellationException if the user wants the program to end; the case that is being written is finished
     */
    void run(Queue<Case> cases) throws IOException {
        try (ReadAhead ahead = new ReadAhead(analysis.runner(), limits)) {
            run(cases, ahead);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("cancelled by the user");
        } finally {
            awaitWriting();
            writer.shutdown();
        }
    }

    /** A case that is being read. */
    private record Begun(CaseInWork work, Future<LoadedImage> volume) {}

    private void run(Queue<Case> cases, ReadAhead ahead) throws IOException, InterruptedException {
        Optional<Begun> next = begin(cases, ahead);
        while (next.isPresent()) {
            CaseInWork work = next.get().work();
            LoadedImage volume = null;
            try {
                volume = ahead.await(next.get().volume(), work);
            } catch (ExecutionException e) {
                fail(work, e.getCause());
            } catch (CaseRefusedException e) {
                fail(work, e);
            }
            next = begin(cases, ahead);
            if (volume != null) {
                analyze(work, volume);
            }
        }
    }

    private Optional<Begun> begin(Queue<Case> cases, ReadAhead ahead) {
        return Optional.ofNullable(cases.poll()).map(item -> {
            CaseInWork work = new CaseInWork(item, analysis.provenance(item), limits.memory());
            return new Begun(work, ahead.start(work));
        });
    }

    private void analyze(CaseInWork work, LoadedImage volume) throws IOException {
        double read = work.seconds();
        Analysis found;
        try {
            work.work();
            Progress progress = listener.begun(work.item(), analysis.runner().warnings(work.item(), volume));
            found = analysis.runner().analyze(work.item(), volume, new Deadline(work, limits, progress));
            work.pause();
            listener.analyzed(work.item(), found);
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

    private record Deadline(CaseInWork work, CaseLimits limits, Progress told) implements Progress {
        @Override
        public void update(String stage, long done, long total) {
            told.update(stage, done, total);
        }

        @Override
        public boolean isCancelled() {
            return limits.stop().getAsBoolean() || work.isOverdue(limits.time());
        }
    }

    private void write(CaseInWork work, LoadedImage volume, Analysis found, double read) throws IOException {
        work.work();
        Optional<ReferenceScore> score;
        WrittenCase written;
        try {
            score = work.item()
                    .reference()
                    .map(reference -> ReferenceScore.of(
                            found, volume.first(), reference, analysis.runner().output()));
            Map<String, Double> seconds = new LinkedHashMap<>();
            seconds.put("read", read);
            seconds.putAll(found.seconds());
            written = analysis.runner().writeAside(work.item(), volume, found, seconds);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            fail(work, ErrorClass.ofWriting(e), e);
            return;
        }
        work.end();
        ended.accept(new EndedCase(
                analysis.done(work, score), written.folder().getFileName().toString(), written.found(), false));
    }

    private void fail(CaseInWork work, Throwable error) throws IOException {
        fail(work, ErrorClass.of(error), error);
    }

    private void fail(CaseInWork work, ErrorClass kind, Throwable error) throws IOException {
        work.end();
        boolean ambiguous = error instanceof SeveralVolumesException || error instanceof UsageException;
        ended.accept(EndedCase.failed(analysis.failed(work, kind, error), ambiguous));
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
