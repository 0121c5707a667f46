package org.lesionlens.volume;

/** How long work still takes if it goes on as fast as it went since it began, which is when this is built. */
public final class TimeLeft {
    private final long start = System.nanoTime();

    /** Since the work began. */
    public double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /**
     * For people, in the two units that matter: {@code 50 s}, {@code 3 min 20 s}, {@code 2 h 5 min}.
     *
     * @param done units of the work, at least 1
     * @param total units of the work
     */
    public String of(long done, long total) {
        return text((long) Math.ceil(seconds() / done * (total - done)));
    }

    static String text(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        return minutes < 60 ? minutes + " min " + seconds % 60 + " s" : minutes / 60 + " h " + minutes % 60 + " min";
    }
}
