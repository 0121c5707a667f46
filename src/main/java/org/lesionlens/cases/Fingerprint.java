package org.lesionlens.cases;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicomweb.RemoteSeries;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/** Tells images apart without saying whose they are. */
public final class Fingerprint {
    private static final int CHUNK = 1 << 16;

    private Fingerprint() {}

    /** SHA-256, in hex, of a text in UTF-8. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** SHA-256, in hex, of bytes. */
    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /** SHA-256, in hex, of the voxels as little-endian 32-bit floats in stored order, x fastest. */
    public static String of(Volume volume) {
        MessageDigest digest = sha256();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (FloatType voxel : Views.flatIterable(volume.voxels())) {
            chunk.putFloat(voxel.get());
            if (!chunk.hasRemaining()) {
                digest.update(chunk.flip());
                chunk.clear();
            }
        }
        digest.update(chunk.flip());
        return HexFormat.of().formatHex(digest.digest());
    }

    /** SHA-256, in hex, of the labels as little-endian 16-bit words in stored order, x fastest. */
    static String of(LabelMap labels) {
        MessageDigest digest = sha256();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (UnsignedShortType voxel : Views.flatIterable(labels.voxels())) {
            chunk.putShort((short) voxel.get());
            if (!chunk.hasRemaining()) {
                digest.update(chunk.flip());
                chunk.clear();
            }
        }
        digest.update(chunk.flip());
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * SHA-256, in hex, of names, sizes and times of the files that a case is read from, with the channels that they are, and
     * with its reference; what is not there counts too. A series on a server counts by its identifiers, which are in its name.
     */
    static String of(Case item) {
        MessageDigest digest = sha256();
        Stream.concat(
                        item.inputs().stream().flatMap(input -> stamps(input, item.remote())),
                        item.reference().stream().map(Fingerprint::stamp))
                .forEach(stamp -> digest.update(stamp.getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Stream<String> stamps(ChannelInput input, List<RemoteSeries> remote) {
        Stream<String> name = input.isNamed() ? Stream.of(input.channel() + "=\n") : Stream.of();
        if (remote.stream().anyMatch(series -> series.folder().equals(input.path()))) {
            return Stream.concat(name, Stream.of(input.path().getFileName() + "\n"));
        }
        return Stream.concat(name, files(input.path()).map(Fingerprint::stamp));
    }

    /** The files at the top of a folder; of a file it and those that hold its voxels. */
    private static Stream<Path> files(Path input) {
        try {
            if (!Files.isDirectory(input)) {
                return VolumeFiles.files(input).stream();
            }
            try (Stream<Path> listing = Files.list(input)) {
                return listing.filter(Files::isRegularFile).sorted().toList().stream();
            }
        } catch (IOException e) {
            return Stream.of(input);
        }
    }

    private static String stamp(Path file) {
        try {
            return file.getFileName() + "\t" + Files.size(file) + "\t" + Files.getLastModifiedTime(file) + "\n";
        } catch (IOException e) {
            return file.getFileName() + "\tmissing\n";
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
