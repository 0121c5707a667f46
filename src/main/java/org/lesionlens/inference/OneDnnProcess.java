package org.lesionlens.inference;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process of {@link OneDnnWorker}, and the channel to it. It ends with this process, also when that is killed.
 *
 * @param folder of its own, for the socket and for what it prints
 */
record OneDnnProcess(Process process, TensorChannel channel, Path folder) implements AutoCloseable {
    private static final long START_SECONDS = 60;
    private static final long END_SECONDS = 2;
    private static final int POLL_MILLIS = 5;
    private static final int LEAST_HEAP_MIB = 512;

    /** @throws IOException if it does not start; the message says why */
    static OneDnnProcess start(OneDnnLibraries libraries, long weights, int threads) throws IOException {
        Path unpacked = libraries.unpackInto(NativeLibraryCache.userCache());
        Path folder = Files.createTempDirectory("lesionlens-onednn");
        Path socket = folder.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket)).configureBlocking(false);
            Process process = started(libraries, weights, threads, List.of(socket, unpacked));
            return new OneDnnProcess(process, new TensorChannel(accepted(server, process, folder)), folder);
        } catch (IOException | RuntimeException e) {
            remove(folder);
            throw e;
        }
    }

    private static Process started(OneDnnLibraries libraries, long weights, int threads, List<Path> arguments)
            throws IOException {
        Path folder = arguments.get(0).getParent();
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + (LEAST_HEAP_MIB + 2 * (weights >> 20)) + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:ErrorFile=" + folder.resolve("error"),
                "-cp",
                libraries.classPath(),
                OneDnnWorker.class.getName(),
                arguments.get(0).toString(),
                arguments.get(1).toString());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "DNNL_VERBOSE"));
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        environment.put("OMP_WAIT_POLICY", "passive"); // else its threads spin between two operators
        environment.put("ONEDNN_VERBOSE", "none"); // else it hangs on machines without OpenCL
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
        return builder.start();
    }

    private static SocketChannel accepted(ServerSocketChannel server, Process process, Path folder) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        try {
            while (process.isAlive() && System.nanoTime() < end) {
                SocketChannel channel = server.accept();
                if (channel != null) {
                    return channel;
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly().onExit().join();
        throw new IOException("it did not start" + printed(folder));
    }

    /** What Java says that it died of, else its last words. */
    private static String printed(Path folder) {
        try (Stream<String> lines = Files.lines(folder.resolve("log"), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> !line.isBlank())
                    .reduce((first, second) -> first.startsWith("Exception in thread") ? first : second)
                    .map(line -> ", its last words are: " + line.substring(0, Math.min(100, line.length())))
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /** An exception that also tells how the process ended. */
    IOException whyItEnded(IOException e) {
        try {
            return process.waitFor(END_SECONDS, TimeUnit.SECONDS)
                    ? new IOException("it ended with status " + process.exitValue() + printed(folder), e)
                    : e;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try {
            channel.close();
            remove(folder);
        } catch (IOException e) {
            throw new IllegalStateException("what the process with oneDNN has left cannot be removed", e);
        }
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
