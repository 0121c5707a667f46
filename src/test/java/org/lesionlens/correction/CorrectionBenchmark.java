package org.lesionlens.correction;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a reader waits for on a volume of 512 x 512 x 300, 0.7 x 0.7 x 1 mm, with a lesion of 40 mm. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CorrectionBenchmark {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {512, 512, 300}, 0.7, 0.7, 1);
    private static final int FIRST = 100;
    private static final int LAST = 400;
    private static final int STEP = 3;

    private final Volume image = Volume.allocate(GRID);
    private final ProbabilityMap probability = new ProbabilityMap(image.voxels(), GRID);
    private Correction correction;
    private Stroke stroke;
    private int place;

    @Setup
    public void drawALesion() {
        float value = 0;
        for (var voxel : image.voxels()) {
            value = value > 1 ? 0 : value + 0.013f;
            voxel.set(value);
        }
        correction = new Correction(LabelMap.allocate(GRID), Map.of(), 1);
        Stroke.begin(correction, Brush.ball(20), Ink.paint(1)).to(256, 300, 150);
        place = LAST;
    }

    /** A move of a ball of radius 10 voxels; after 100 moves the stroke is taken back. */
    @Benchmark
    public Change moveABall() {
        return move(Brush.ball(7));
    }

    /** The same, measured after each move. */
    @Benchmark
    public List<Lesion> moveABallAndMeasure() {
        return correction.measure(move(Brush.ball(7)).numbers(), Optional.of(probability), Optional.of(image));
    }

    /** A move of a disc of radius 10 voxels. */
    @Benchmark
    public Change moveADisc() {
        return move(Brush.disc(2, 7));
    }

    private Change move(Brush brush) {
        if (place >= LAST) {
            if (stroke != null) {
                correction.undo();
            }
            stroke = Stroke.begin(correction, brush, Ink.paint(2));
            place = FIRST;
        }
        place += STEP;
        return stroke.to(place, 200, 100);
    }

    /** 68,000 voxels, with probability and intensities. */
    @Benchmark
    public List<Lesion> measure() {
        return correction.measure(List.of(1), Optional.of(probability), Optional.of(image));
    }

    @Benchmark
    public Change growAndUndo() {
        MarginSteps.grow(correction, 1, 3, org.lesionlens.correction.Scope.VOLUME);
        return correction.undo();
    }

    @Benchmark
    public Change fillHoles() {
        return LesionSteps.fillHoles(correction, 1, org.lesionlens.correction.Scope.VOLUME);
    }

    @Benchmark
    public Change splitAndUndo() {
        SplitSteps.split(correction, 1, new SliceLine(2, 250, 0, 270, 500));
        return correction.undo();
    }

    /** A box of 80 x 80 x 60, in which one voxel of 78 is lesion: much more scattered than a network's answer. */
    @Benchmark
    public Change segmentAgainAndUndo() {
        SegmentAgain.inside(correction, new Box(216, 260, 120, 296, 340, 180), probability, 0.99, 0);
        return correction.undo();
    }

    @Benchmark
    public Correction begin() {
        return new Correction(correction.labels(), Map.of(), 1);
    }
}
