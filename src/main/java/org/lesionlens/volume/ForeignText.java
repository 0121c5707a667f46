package org.lesionlens.volume;

/** Text that others wrote, as it may stand in a message: one line, no more than {@value #MOST} letters, none of control. */
public final class ForeignText {
    /** How many letters of it are shown. */
    public static final int MOST = 100;

    private static final String CUT = "...";

    private ForeignText() {}

    /** What of a text may be shown; what is cut off is marked by dots. */
    public static String shown(String text) {
        String begun = text.length() > 4 * MOST ? text.substring(0, 4 * MOST) : text;
        String line = begun.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\s]+", " ").strip();
        boolean whole = begun.length() == text.length() && line.length() <= MOST;
        return whole ? line : line.substring(0, Math.min(line.length(), MOST - CUT.length())) + CUT;
    }
}
