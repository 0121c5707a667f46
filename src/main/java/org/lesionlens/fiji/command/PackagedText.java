package org.lesionlens.fiji.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Texts that lie in the jar, so that they are read without a network. */
public final class PackagedText {
    private PackagedText() {}

    /** @throws IOException if the jar is not whole */
    public static String read(String name) throws IOException {
        try (InputStream in = PackagedText.class.getResourceAsStream("/org/lesionlens/" + name)) {
            if (in == null) {
                throw new IOException("the jar of LesionLens has no " + name + ", install it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
