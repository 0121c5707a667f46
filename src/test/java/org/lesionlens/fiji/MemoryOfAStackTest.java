package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ij.ImagePlus;
import ij.VirtualStack;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import org.junit.jupiter.api.Test;
import org.lesionlens.fiji.image.SourceImage;

/** A stack on the disk may be larger than the memory. */
class MemoryOfAStackTest {
    /** Slices without content. */
    private static final class Endless extends VirtualStack {
        private static final int SLICES = 200_000;

        Endless() {
            super(1024, 1024, SLICES);
        }

        @Override
        public int getSize() {
            return SLICES;
        }

        @Override
        public int getWidth() {
            return 1024;
        }

        @Override
        public int getHeight() {
            return 1024;
        }

        @Override
        public ImageProcessor getProcessor(int n) {
            return new ByteProcessor(1024, 1024);
        }
    }

    @Test
    void aStackThatDoesNotFitIsRefusedBeforeItIsCopied() {
        ImagePlus image = new ImagePlus("huge", new Endless());
        assertThatThrownBy(() -> SourceImage.of(image, 0, 0))
                .hasMessageContaining("1024 x 1024 x 200000")
                .hasMessageContaining("Edit > Options > Memory & Threads");
    }
}
