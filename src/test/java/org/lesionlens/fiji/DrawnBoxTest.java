package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.ImagePlus;
import ij.gui.NewImage;
import ij.gui.OvalRoi;
import ij.gui.PointRoi;
import java.awt.Rectangle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.volume.Box;

class DrawnBoxTest {
    private ImagePlus stack;

    @BeforeEach
    void make() {
        stack = NewImage.createByteImage("stack", 60, 40, 20, NewImage.FILL_BLACK);
        stack.getCalibration().setUnit("mm");
        stack.getCalibration().pixelWidth = 0.5;
        stack.getCalibration().pixelHeight = 1;
        stack.getCalibration().pixelDepth = 2;
        stack.setSlice(8);
    }

    @Test
    void aRectangleLacksItsSlices() {
        stack.setRoi(3, 4, 10, 12);
        assertThat(DrawnBox.selected(stack, 20)).contains(new DrawnBox(new Rectangle(3, 4, 10, 12), 0, 0));
        assertThat(DrawnBox.of(stack, "", 2, 5, 20).orElseThrow().in(StackGrid.of(stack)))
                .isEqualTo(new Box(3, 4, 1, 13, 16, 5));
    }

    /** 10 mm are 20 columns, 10 rows and 5 slices. */
    @Test
    void aPointHasABoxOfOneSizeInMmRoundIt() {
        stack.setRoi(new PointRoi(30, 20));
        assertThat(DrawnBox.selected(stack, 10)).contains(new DrawnBox(new Rectangle(21, 16, 20, 10), 6, 10));
    }

    @Test
    void aBoxRoundAPointEndsWhereTheImageDoes() {
        stack.setRoi(new PointRoi(1, 39));
        stack.setSlice(20);
        assertThat(DrawnBox.selected(stack, 10)).contains(new DrawnBox(new Rectangle(0, 35, 12, 5), 18, 20));
    }

    @Test
    void anImageOfOneSliceNeedsNone() {
        ImagePlus slice = NewImage.createByteImage("slice", 60, 40, 1, NewImage.FILL_BLACK);
        slice.setRoi(3, 4, 10, 12);
        assertThat(DrawnBox.of(slice, null, 0, 0, 20)).contains(new DrawnBox(new Rectangle(3, 4, 10, 12), 1, 1));
    }

    @Test
    void otherSelectionsAreNoBox() {
        stack.setRoi(new OvalRoi(3, 4, 10, 12));
        assertThat(DrawnBox.selected(stack, 20)).isEmpty();
        stack.deleteRoi();
        assertThat(DrawnBox.selected(stack, 20)).isEmpty();
    }
}
