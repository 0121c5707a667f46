package org.lesionlens.fiji;

import net.imagej.patcher.LegacyInjector;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Patches ImageJ for macros without a screen, before any of its classes loads; only where the build asks for it. */
public final class PatchedImageJ implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (Boolean.getBoolean("lesionlens.patched")) {
            LegacyInjector.preinit();
        }
    }
}
