package org.lesionlens.volume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.UnaryOperator;

/**
 * Voxels in pages of {@value #SIZE}, x fastest, of which only some are in memory: the others lie in their source, or in a
 * {@link ScratchFile} once they were changed; pages that nobody changed and that have no source are 0 and lie nowhere.
 *
 * <p>A page is a {@code float[]} or a {@code short[]}. Reading needs no lock; whoever changes a page holds that of this
 * object, and so does eviction, so that no change is lost. For several threads.
 */
final class Pages {
    static final int SHIFT = 16;
    static final int SIZE = 1 << SHIFT;
    static final int MASK = SIZE - 1;

    private final long voxels;
    private final AtomicReferenceArray<Object> pages;
    private final PageSource source;
    private final Form form;
    private final PageCache cache;
    private final PageCache.Share share = new PageCache.Share();
    private final WeakReference<Pages> reference = new WeakReference<>(this);
    private final BitSet changed = new BitSet();
    /** Of each page 0, or 1 + twice where it lies in the file, odd bytes meaning that it has 16 bits a voxel. */
    private final long[] places;

    private ScratchFile file;

    /**
     * What pages are made of.
     *
     * @param zeros a page that was never written, which nobody may change
     * @param writable a copy that may be changed
     * @param packed the form that is kept on disk, which may be the page itself
     */
    record Form(Object zeros, UnaryOperator<Object> writable, UnaryOperator<Object> packed) {}

    /** @param source of the voxels; null if all are 0 */
    Pages(long voxels, PageSource source, Form form, PageCache cache) {
        int count = Math.toIntExact((voxels + MASK) >>> SHIFT);
        this.voxels = voxels;
        this.pages = new AtomicReferenceArray<>(count);
        this.places = new long[count];
        this.source = source;
        this.form = form;
        this.cache = cache;
    }

    WeakReference<Pages> reference() {
        return reference;
    }

    PageCache.Share share() {
        return share;
    }

    boolean hasSource() {
        return source != null;
    }

    long voxels() {
        return voxels;
    }

    /** A page, to be read only. */
    Object get(int page) {
        Object there = pages.get(page);
        return there != null ? there : load(page);
    }

    private Object load(int page) {
        Object loaded;
        synchronized (this) {
            loaded = inMemory(page);
        }
        cache.trim();
        return loaded;
    }

    /** Under the lock. */
    private Object inMemory(int page) {
        Object there = pages.get(page);
        if (there == null) {
            there = fromDisk(page);
            pages.set(page, there);
            if (there != form.zeros()) {
                cache.add(this, page, bytes(there));
            }
        }
        return there;
    }

    /** A page that may be changed as long as the lock of this object is held; {@link #trim()} afterwards, without it. */
    Object change(int page) {
        Object there = inMemory(page);
        Object writable = changed.get(page) ? there : form.writable().apply(there);
        if (writable != there) {
            pages.set(page, writable);
            if (there == form.zeros()) {
                cache.add(this, page, bytes(writable));
            } else {
                cache.count(share, bytes(writable) - bytes(there));
            }
        }
        changed.set(page);
        return writable;
    }

    /** Makes room for what was read or changed. */
    void trim() {
        cache.trim();
    }

    /** Takes a page out of memory, kept on disk if it was changed. */
    synchronized void evict(int page) {
        Object there = pages.get(page);
        if (there == null || there == form.zeros()) {
            return;
        }
        if (changed.get(page)) {
            save(page, form.packed().apply(there));
            changed.clear(page);
        }
        pages.set(page, null);
        cache.count(share, -bytes(there));
    }

    private int length(int page) {
        return (int) Math.min(SIZE, voxels - ((long) page << SHIFT));
    }

    private static int bytes(Object page) {
        return page instanceof short[] shorts ? Short.BYTES * shorts.length : Float.BYTES * ((float[]) page).length;
    }

    private void save(int page, Object packed) {
        boolean narrow = packed instanceof short[];
        ByteBuffer bytes = ByteBuffer.allocate(bytes(packed)).order(ByteOrder.nativeOrder());
        if (packed instanceof short[] shorts) {
            bytes.asShortBuffer().put(shorts);
        } else {
            bytes.asFloatBuffer().put((float[]) packed);
        }
        try {
            if (file == null) {
                file = new ScratchFile();
            }
            long place = places[page] >>> 1;
            if (place == 0 || (places[page] & 1) == 1 && !narrow) {
                place = 1 + file.reserve(bytes.capacity());
            }
            file.write(bytes, place - 1);
            places[page] = place << 1 | (narrow ? 1 : 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Object fromDisk(int page) {
        try {
            if (places[page] != 0) {
                return saved(page);
            }
            return source == null ? form.zeros() : source.read((long) page << SHIFT, length(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Object saved(int page) throws IOException {
        boolean narrow = (places[page] & 1) == 1;
        ByteBuffer bytes = ByteBuffer.allocate(length(page) * (narrow ? Short.BYTES : Float.BYTES))
                .order(ByteOrder.nativeOrder());
        file.read(bytes, (places[page] >>> 1) - 1);
        bytes.flip();
        if (narrow) {
            short[] shorts = new short[length(page)];
            bytes.asShortBuffer().get(shorts);
            return shorts;
        }
        float[] floats = new float[length(page)];
        bytes.asFloatBuffer().get(floats);
        return floats;
    }
}
