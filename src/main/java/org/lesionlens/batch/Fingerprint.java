package org.lesionlens.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.Volume;

/** Tells images apart without saying whose they are. */
final class Fingerprint {
    private static final int CHUNK = 1 << 16;

    private Fingerprint() {}

    /** SHA-256, in hex, of the voxels as little-endian 32-bit floats in stored order, x fastest. */
    static String of(Volume volume) {
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

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
