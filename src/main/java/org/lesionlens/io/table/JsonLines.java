package org.lesionlens.io.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of records, a line of JSON each, that only grows; for several threads, for one process.
 *
 * <p>A record is on the disk when {@link #append} returns. A process or a machine that dies while appending leaves a torn
 * last line, which reading passes over and opening cuts off.
 *
 * @param <T> a record that Jackson can write and read
 */
public final class JsonLines<T> implements AutoCloseable {
    /** Only the components of a record are its fields. */
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().disable(MapperFeature.AUTO_DETECT_IS_GETTERS).build();

    private final FileChannel channel;

    private JsonLines(FileChannel channel) {
        this.channel = channel;
    }

    /** The records of a file, in its order; none if there is no file. */
    public static <T> List<T> read(Path file, Class<T> type) throws IOException {
        List<T> records = new ArrayList<>();
        if (Files.exists(file)) {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            text.lines().forEach(line -> parse(line, type).ifPresent(records::add));
        }
        return records;
    }

    private static <T> Optional<T> parse(String line, Class<T> type) {
        try {
            JsonNode node = MAPPER.readTree(line);
            return node.isObject() ? Optional.of(MAPPER.treeToValue(node, type)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // torn: what it told has to be done again
        }
    }

    /** Opens a file, new or not, for appending. */
    public static <T> JsonLines<T> open(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            channel.truncate(endOfLastLine(channel));
            channel.position(channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new JsonLines<>(channel);
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        long end = channel.size();
        while (end > 0 && channel.read(one.clear(), end - 1) == 1 && one.get(0) != '\n') {
            end--;
        }
        return end;
    }

    /** Adds a record and forces it to the disk. */
    public synchronized void append(T item) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((MAPPER.writeValueAsString(item) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            channel.write(line);
        }
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
