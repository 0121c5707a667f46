package org.lesionlens.fiji.image;

import static org.assertj.core.api.Assertions.assertThat;

import ij.ImagePlus;
import ij.ImageStack;
import ij.VirtualStack;
import ij.plugin.StackReverser;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import ij.process.StackProcessor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whether an image was turned since is told, and cheaply. */
class ShownPixelsTest {
    private static final int SIDE = 20;

    private static ImagePlus noise() {
        SplittableRandom random = new SplittableRandom(7);
        ImageStack stack = new ImageStack(SIDE, SIDE);
        for (int slice = 0; slice < 6; slice++) {
            ByteProcessor pixels = new ByteProcessor(SIDE, SIDE);
            for (int at = 0; at < pixels.getPixelCount(); at++) {
                pixels.set(at, random.nextInt(200));
            }
            stack.addSlice(pixels);
        }
        return new ImagePlus("noise", stack);
    }

    /** Turned by quarters, reversed, mirrored: 16 ways in all, of which one leaves it as it is. */
    @Test
    void eachTurnAndFlipIsToldAndTheWayBackToo() {
        ImagePlus image = noise();
        ShownPixels then = ShownPixels.of(image);
        for (int reversed = 0; reversed < 2; reversed++) {
            for (int flipped = 0; flipped < 2; flipped++) {
                for (int quarters = 0; quarters < 4; quarters++) {
                    assertThat(then.areTurnedIn(image))
                            .as("reversed %d, flipped %d, quarters %d", reversed, flipped, quarters)
                            .isEqualTo(reversed + flipped + quarters > 0);
                    image.setStack(new StackProcessor(image.getStack()).rotateRight());
                }
                new StackProcessor(image.getStack()).flipHorizontal();
            }
            new StackReverser().flipStack(image);
        }
        assertThat(then.areTurnedIn(image)).isFalse();
    }

    @Test
    void anImageThatWasPaintedOnIsNotTurned() {
        ImagePlus image = noise();
        ShownPixels then = ShownPixels.of(image);
        ImageProcessor slice = image.getStack().getProcessor(3);
        slice.setColor(255);
        slice.fillOval(2, 2, 9, 9);
        assertThat(then.areTurnedIn(image)).isFalse();
    }

    /** A stack whose slices lie in files. */
    private static final class CountedStack extends VirtualStack {
        private int reads;

        CountedStack() {
            super(SIDE, SIDE, 6);
        }

        @Override
        public ImageProcessor getProcessor(int slice) {
            reads++;
            return new ByteProcessor(SIDE, SIDE);
        }
    }

    @Test
    void nothingOfAVirtualStackIsRead() {
        CountedStack stack = new CountedStack();
        ImagePlus image = new ImagePlus("files", stack);
        ShownPixels then = ShownPixels.of(image);
        int before = stack.reads;
        assertThat(then.areTurnedIn(image)).isFalse();
        assertThat(stack.reads).isEqualTo(before);
    }
}
