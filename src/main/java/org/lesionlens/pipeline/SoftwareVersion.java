package org.lesionlens.pipeline;

/** The version of this program, as its jar's manifest names it. */
public final class SoftwareVersion {
    private SoftwareVersion() {}

    /** The version's number; {@code development} where the classes do not come from a jar. */
    public static String text() {
        String version = SoftwareVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
