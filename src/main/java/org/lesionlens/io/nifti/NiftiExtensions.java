package org.lesionlens.io.nifti;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.Packing;

/** What may stand between header and voxels (nifti1.h): pieces of a length and a code each, if a byte says so. */
final class NiftiExtensions {
    private static final int EXTENDER = 4;
    private static final int LENGTH_AND_CODE = 8;
    private static final int CIFTI = 32;
    private static final int MOST = 64;

    private NiftiExtensions() {}

    /**
     * Checks that none makes the file something else than an image.
     *
     * @param offsetSaid whether the header says where the voxels begin; where it does not, nobody knows with an extension
     */
    static void requireNone(Path path, int headerBytes, NiftiHeader header, boolean offsetSaid) throws IOException {
        try (InputStream in = Packing.gzipOr(Packing.NONE, path, 0).open(path, 0)) {
            in.skipNBytes(headerBytes);
            byte[] extender = in.readNBytes(EXTENDER);
            if (extender.length < EXTENDER || extender[0] == 0) {
                return;
            }
            if (!offsetSaid) {
                throw new MalformedFileException(
                        path,
                        "has an extension after its header but vox_offset is 0, so nobody knows where the voxels begin",
                        "correct vox_offset in the header");
            }
            long end = header.pair() ? Long.MAX_VALUE : header.voxelOffset();
            requireNoCifti(path, in, header, headerBytes + EXTENDER, end);
        } catch (EOFException | ZipException e) {
            return; // cut off or damaged, as reading the voxels will tell
        }
    }

    private static void requireNoCifti(Path path, InputStream in, NiftiHeader header, long first, long end)
            throws IOException {
        long at = first;
        for (int i = 0; i < MOST && at + LENGTH_AND_CODE <= end; i++) {
            byte[] bytes = in.readNBytes(LENGTH_AND_CODE);
            if (bytes.length < LENGTH_AND_CODE) {
                return;
            }
            ByteBuffer piece = ByteBuffer.wrap(bytes).order(header.order());
            int length = piece.getInt();
            if (piece.getInt() == CIFTI) {
                throw NiftiHeader.cifti(path, "the header's extension at offset " + at);
            }
            if (length < LENGTH_AND_CODE) {
                return;
            }
            in.skipNBytes(length - LENGTH_AND_CODE);
            at += length;
        }
    }
}
