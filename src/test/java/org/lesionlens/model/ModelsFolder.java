package org.lesionlens.model;

import java.nio.file.Path;

/** A folder of models that counts until it is closed. */
public final class ModelsFolder implements AutoCloseable {
    private final String before;

    public ModelsFolder(Path folder) {
        before = System.setProperty(ModelFolders.PROPERTY, folder.toString());
    }

    @Override
    public void close() {
        System.setProperty(ModelFolders.PROPERTY, before);
    }
}
