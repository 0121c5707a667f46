package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lesionlens.volume.Block;

/** Parts of planes, read by several threads. */
class LastPlaneTest {
    private static final int WIDTH = 13;
    private static final int HEIGHT = 9;
    private static final int PLANES = 7;

    /** Every number is its place. */
    private static Voxels numbered(Voxels.Operation before) {
        float[] values = new float[WIDTH * HEIGHT * PLANES];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return new Voxels.Changed(new Voxels.Values(values, WIDTH, HEIGHT), before);
    }

    private static boolean isRight(float[] part, Block block) {
        int i = 0;
        for (int y = block.y(); y < block.y() + block.height(); y++) {
            for (int x = block.x(); x < block.x() + block.width(); x++) {
                if (part[i++] != (block.z() * HEIGHT + y) * WIDTH + x) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Who reads the next plane only goes on when another one has read a part of the plane before. */
    @Test
    @Timeout(60)
    void aPartOfTheLastPlaneIsReadWhileTheNextOneIsMade() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        Voxels planes = new Voxels.LastPlane(numbered((values, block) -> {
            if (block.z() == 1) {
                begun.countDown();
                await(read);
            }
        }));
        Block part = new Block(3, 2, 0, 5, 4, 1);
        assertThat(isRight(planes.read(part), part)).isTrue();
        CompletableFuture<float[]> next = CompletableFuture.supplyAsync(() -> planes.read(part.with(2, 1, 1)));
        begun.await();
        float[] into = new float[part.voxels()];
        planes.read(part, into, 0);
        read.countDown();
        assertThat(isRight(into, part)).isTrue();
        assertThat(isRight(next.join(), part.with(2, 1, 1))).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody could read beside this");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoReadsBesideOthersGetsTheRightNumbers() {
        AtomicInteger made = new AtomicInteger();
        Voxels planes = new Voxels.LastPlane(numbered((values, block) -> made.incrementAndGet()));
        long wrong = IntStream.range(0, 20_000)
                .parallel()
                .filter(i -> {
                    Random random = new Random(i);
                    int x = random.nextInt(WIDTH);
                    int y = random.nextInt(HEIGHT);
                    Block block = new Block(
                            x, y, i / 3 % PLANES, 1 + random.nextInt(WIDTH - x), 1 + random.nextInt(HEIGHT - y), 1);
                    return !isRight(planes.read(block), block);
                })
                .count();
        assertThat(wrong).isZero();
        assertThat(made.get()).isBetween(PLANES, 20_000);
    }

    @Test
    void aPlaneIsMadeOnceForAllItsParts() {
        AtomicInteger made = new AtomicInteger();
        Voxels planes = new Voxels.LastPlane(numbered((values, block) -> made.incrementAndGet()));
        IntStream.range(0, PLANES)
                .forEach(z -> IntStream.range(0, WIDTH * HEIGHT)
                        .parallel()
                        .forEach(i -> planes.read(new Block(i % WIDTH, i / WIDTH, z, 1, 1, 1))));
        assertThat(made.get()).isEqualTo(PLANES);
    }
}
