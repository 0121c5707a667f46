package org.lesionlens.inference;

import java.util.List;
import java.util.Optional;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Output;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Progress;

/**
 * Sends an image that is larger than a window of its model through the network in tiles, by passes that are exact; slices one
 * after the other. Only what was answered is in memory: of a volume no more than a row of tiles along z, unless it is also seen
 * mirrored or by several networks. For one thread.
 */
final class PassedImage {
    private static final int FINE = 1000;

    private final OnnxModel model;
    private final PreparedImage image;
    private final int[] views;
    private final PassPlan plan;
    private final Output output;
    /** Slices, or volumes, that are complete. */
    private int done;

    /** What is told of a part of the work. */
    private record Share(Progress progress, String stage, long before, long all) implements Progress {
        @Override
        public void update(String part, long done, long total) {
            progress.update(stage, before * FINE + FINE * done / Math.max(1, total), all * FINE);
        }

        @Override
        public boolean isCancelled() {
            return progress.isCancelled();
        }
    }

    /** @param views in which the image is seen, whose answers are averaged: {@link Mirrors} */
    PassedImage(OnnxModel model, PreparedImage image, int[] views, PassPlan plan) {
        this.model = model;
        this.image = image;
        this.views = views.clone();
        this.plan = plan;
        this.output = model.description().output().orElseThrow();
    }

    /**
     * Sends all tiles; progress is reported and cancelling looked for once a tile. Where the device fails, what is not complete
     * begins again on the CPU.
     *
     * @param stage what is told to be done
     * @return what happened to the device, for people
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    Optional<String> run(AnswerGrid.Planes target, String stage, Progress progress) {
        AnswerGrid answers = grid(target);
        try {
            run(model, answers, stage, progress);
        } catch (DeviceFailedException e) {
            boolean volume = plan.sides().size() == 3;
            run(model.onCpu(progress), volume ? grid(target) : answers, stage, progress);
            return Optional.of(BatchRetreat.toCpu().note(model.device(), e));
        }
        return model.device() == Device.ONEDNN
                ? Optional.of(
                        "the image went through the network by passes over tiles, which the device onednn does not"
                                + " have: they ran on the device cpu")
                : Optional.empty();
    }

    private AnswerGrid grid(AnswerGrid.Planes target) {
        return new AnswerGrid(image, output, new int[] {image.size(0), image.size(1), image.size(2)}, target);
    }

    /** Goes on with what is not complete. */
    private void run(OnnxModel on, AnswerGrid answers, String stage, Progress progress) {
        int parts = plan.sides().size() == 3 ? 1 : image.size(2);
        try (Passes passes = new Passes(on, plan)) {
            for (; done < parts; done++) {
                look(done, passes, answers, new Share(progress, stage, done, parts));
            }
        }
    }

    /** Looks at the volume, or at a slice, in all views; the straight one comes last and completes plane after plane. */
    private void look(int part, Passes passes, AnswerGrid answers, Progress progress) {
        boolean volume = plan.sides().size() == 3;
        int[] sizes = {image.size(0), image.size(1), volume ? image.size(2) : 1};
        PassedAnswer answer = new PassedAnswer(sizes, Answers.channels(output));
        int all = passes.networks() * views.length;
        for (int look = all - 1; look >= 0; look--) {
            int axes = views[look / passes.networks()];
            PassedAnswer.View view = new PassedAnswer.View(plan.content(image, axes), axes);
            boolean last = volume && look == 0;
            passes.run(
                    look % passes.networks(),
                    new PassedPixels(channels(part), plan.sides(), view, fill()),
                    (name, from, numbers) -> {
                        if (last) {
                            long place = from[2] - view.content().z();
                            handOn(answer.takeBefore(place), answer.first(), answers);
                        }
                        answer.add(from, numbers, view, 1f / all);
                    },
                    new Share(progress, "", all - 1 - look, all));
        }
        handOn(answer.takeBefore(Integer.MAX_VALUE), part + answer.first(), answers);
    }

    private List<Voxels> channels(int part) {
        if (plan.sides().size() == 3) {
            return image.channels();
        }
        Block slice = Block.plane(image.size(0), image.size(1), part);
        return image.channels().stream()
                .<Voxels>map(channel -> new Voxels.Cropped(channel, slice))
                .toList();
    }

    private Fill fill() {
        return ((Window.Whole) model.description().network().window()).fill();
    }

    /** @param end of the planes */
    private void handOn(List<float[]> planes, int end, AnswerGrid answers) {
        if (Answers.areProbabilities(output)) {
            planes.stream().parallel().forEach(Answers::round);
        }
        answers.add(end - planes.size(), planes);
    }
}
