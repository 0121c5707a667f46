package org.lesionlens.fiji;

import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/** A head after contrast, with a tumour: for the models of the brain. */
@Plugin(
        type = Command.class,
        label = "Head MR Phantom",
        description = "sample image, tumor",
        visible = false,
        headless = true)
public final class HeadPhantomCommand extends SampleCommand {
    public HeadPhantomCommand() {
        super("head-phantom.nii.gz", 15);
    }
}
