package org.lesionlens.fiji.image;

import static org.assertj.core.api.Assertions.assertThat;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ByteProcessor;
import org.junit.jupiter.api.Test;

/** Whether an image still is what was looked at: a frame, with those that were seen with it. */
class PixelPrintsTest {
    @Test
    void aChangeOfAFrameThatWasSeenWithItCounts() {
        ImageStack stack = new ImageStack(8, 8);
        for (int frame = 0; frame < 4; frame++) {
            stack.addSlice(new ByteProcessor(8, 8));
        }
        ImagePlus image = new ImagePlus("cine", stack);
        image.setDimensions(1, 1, 4);
        SourceImage.Channels channels = SourceImage.Channels.only("", 1);
        PixelPrints prints = PixelPrints.of(image, channels, 2, SourceImage.of(image, channels, 1, 3));
        stack.getProcessor(4).set(3, 3, 1);
        assertThat(prints.isChanged(image)).isFalse();
        stack.getProcessor(3).set(3, 3, 1);
        assertThat(prints.isChanged(image)).isTrue();
    }
}
