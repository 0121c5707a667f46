package org.lesionlens.fiji;

import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/** A breast under ultrasound, with a mass: for the models of the breast. */
@Plugin(
        type = Command.class,
        label = "Breast Ultrasound Phantom",
        description = "sample image, mass",
        visible = false,
        headless = true)
public final class BreastPhantomCommand extends SampleCommand {
    public BreastPhantomCommand() {
        super("breast-phantom.zip", 1);
    }
}
