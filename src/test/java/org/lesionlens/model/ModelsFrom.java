package org.lesionlens.model;

import java.nio.file.Path;

/** Makes a folder the first place where models are looked for, until it is closed. */
public final class ModelsFrom implements AutoCloseable {
    private final String before = System.getProperty(ModelFolders.PROPERTY);

    private ModelsFrom(Path folder) {
        System.setProperty(ModelFolders.PROPERTY, folder.toString());
    }

    public static ModelsFrom folder(Path folder) {
        return new ModelsFrom(folder);
    }

    /** The shipped models, for what tiny ones cannot show: that they are found, load, and suit the phantom. */
    public static ModelsFrom shipped() {
        return folder(Path.of("models"));
    }

    @Override
    public void close() {
        if (before == null) {
            System.clearProperty(ModelFolders.PROPERTY);
        } else {
            System.setProperty(ModelFolders.PROPERTY, before);
        }
    }
}
