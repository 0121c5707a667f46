package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.gui.PointRoi;
import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/** A part of a lung with a nodule, which a point marks: for the models of the lung, which outline what is pointed at. */
@Plugin(
        type = Command.class,
        label = "Lung CT Phantom",
        description = "sample image, nodule",
        visible = false,
        headless = true)
public final class LungPhantomCommand extends SampleCommand {
    public LungPhantomCommand() {
        super("lung-phantom.zip", 21);
    }

    @Override
    void select(ImagePlus image) {
        image.setRoi(new PointRoi(53, 44));
    }
}
