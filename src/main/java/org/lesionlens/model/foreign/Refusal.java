package org.lesionlens.model.foreign;

import org.lesionlens.model.UnsuitableModelException;

/** Why a model of another program is not taken. */
final class Refusal {
    private static final int LONGEST_ECHO = 100;

    private Refusal() {}

    /**
     * One sentence.
     *
     * @param file that says it
     * @param found after the file's name
     * @param remedy what to do
     */
    static UnsuitableModelException of(Object file, String found, String remedy) {
        return new UnsuitableModelException(file + " " + found + ": " + remedy);
    }

    /** Foreign text for a message. */
    static String echo(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST_ECHO ? line : line.substring(0, LONGEST_ECHO) + "...";
    }
}
