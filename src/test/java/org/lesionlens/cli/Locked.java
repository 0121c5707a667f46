package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders that the tests themselves may not read or change; for {@code root}, who may all, by other means. */
final class Locked implements AutoCloseable {
    private static final Path NOT_TO_BE_READ = Path.of("/proc/self/mem");

    private final Path folder;

    private Locked(Path folder) {
        this.folder = folder;
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** A file that is there but cannot be read: without the right, or one that the system gives no bytes of. */
    static void unreadable(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        if (isRoot()) {
            assumeTrue(Files.exists(NOT_TO_BE_READ));
            Files.createSymbolicLink(file, NOT_TO_BE_READ);
        } else {
            Files.writeString(file, "secret");
            Files.setPosixFilePermissions(file, Set.of());
        }
    }

    /** A folder that cannot be looked into, until this is closed. */
    static Locked closed(Path folder) throws IOException {
        assumeTrue(!isRoot(), "root looks into every folder");
        return new Locked(folder).with("---------");
    }

    /** A folder in which nothing can be removed, until this is closed. */
    static Locked readOnly(Path folder) throws IOException, InterruptedException {
        if (!isRoot()) {
            return new Locked(folder).with("r-xr-xr-x");
        }
        assumeTrue(attribute("+i", folder), "this file system has no attribute that even root keeps to");
        return new Locked(folder);
    }

    private Locked with(String rights) throws IOException {
        Set<PosixFilePermission> set = PosixFilePermissions.fromString(rights);
        Files.setPosixFilePermissions(folder, set);
        return this;
    }

    private static boolean attribute(String change, Path folder) throws IOException, InterruptedException {
        return new ProcessBuilder("chattr", change, folder.toString()).start().waitFor() == 0;
    }

    @Override
    public void close() throws Exception {
        if (!isRoot()) {
            with("rwxr-xr-x");
        } else {
            assertThat(attribute("-i", folder)).isTrue();
        }
    }
}
