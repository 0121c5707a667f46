package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryCacheTest {
    @TempDir
    private Path cache;

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Path library(Path folder) {
        return folder.resolve(System.mapLibraryName("onnxruntime"));
    }

    @Test
    void aCacheFolderThatIsEmptyOrRelativeIsNotSet() {
        Path usual = Path.of("/home/me/.cache/lesionlens");
        assertThat(NativeLibraryCache.cacheOfLinux("", "/home/me")).isEqualTo(usual);
        assertThat(NativeLibraryCache.cacheOfLinux("here", "/home/me")).isEqualTo(usual);
        assertThat(NativeLibraryCache.cacheOfLinux("/fast", "/home/me")).isEqualTo(Path.of("/fast/lesionlens"));
    }

    @Test
    void manyUnpackAtOnceAndEachFindsAWholeLibrary() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(4);
        Callable<Long> unpack = () -> Files.size(library(NativeLibraryCache.unpackInto(cache)));
        List<Future<Long>> sizes = executor.invokeAll(List.of(unpack, unpack, unpack, unpack));
        executor.shutdown();
        for (Future<Long> size : sizes) {
            assertThat(size.get())
                    .isGreaterThan(10_000_000)
                    .isEqualTo(sizes.get(0).get());
        }
        assertThat(names(NativeLibraryCache.unpackInto(cache)))
                .contains(System.mapLibraryName("onnxruntime4j_jni"))
                .noneMatch(name -> name.endsWith(".tmp"));
    }

    @Test
    void whatIsCutOffOrAbandonedIsReplaced() throws IOException {
        Path folder = NativeLibraryCache.unpackInto(cache);
        List<String> whole = names(folder);
        Files.writeString(library(folder), "cut off");
        Path abandoned = Files.writeString(folder.resolve("libonnxruntime.so.1.tmp"), "killed");
        Files.setLastModifiedTime(abandoned, FileTime.fromMillis(0));
        NativeLibraryCache.unpackInto(cache);
        assertThat(names(folder)).isEqualTo(whole);
        assertThat(Files.size(library(folder))).isGreaterThan(10_000_000);
    }
}
