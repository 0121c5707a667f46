package org.lesionlens.fiji.command;

import java.awt.GraphicsEnvironment;

/** Sentences for dialogs, which would be as wide as a sentence is long; without a screen they stay as they are. */
final class MessageText {
    private static final int WIDTH = 90;

    private MessageText() {}

    /** Broken into lines at spaces. */
    static String wrapped(String text) {
        if (GraphicsEnvironment.isHeadless()) {
            return text;
        }
        StringBuilder lines = new StringBuilder();
        int length = 0;
        for (String word : text.split(" ")) {
            if (length > 0 && length + 1 + word.length() > WIDTH) {
                lines.append('\n');
                length = 0;
            }
            lines.append(length == 0 ? "" : " ").append(word);
            length += word.length() + 1;
        }
        return lines.toString();
    }
}
