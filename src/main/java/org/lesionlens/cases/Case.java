package org.lesionlens.cases;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.Box;

/**
 * A case to analyse.
 *
 * @param name of its folder of results
 * @param inputs the file or folder of its image, or one for each channel of it; at least one
 * @param boxes round its findings, in voxels of the first input as it is stored, for a segmenter with such a prompt
 * @param about what the table of a cohort says of it
 */
public record Case(String name, List<ChannelInput> inputs, List<Box> boxes, About about) {
    /**
     * What a cohort's table says of a case, besides its image.
     *
     * @param reference a mask to compare with
     * @param group and
     * @param date are handed on to the tables; empty if unknown
     */
    public record About(Optional<Path> reference, String group, String date) {
        public static final About NOTHING = new About(Optional.empty(), "", "");
    }

    public Case {
        inputs = List.copyOf(inputs);
        boxes = List.copyOf(boxes);
    }

    /** A case without boxes. */
    public Case(String name, List<ChannelInput> inputs, About about) {
        this(name, inputs, List.of(), about);
    }

    /** A case of one input that is in no table. */
    public Case(String name, Path input, ReadOptions options) {
        this(name, List.of(ChannelInput.whole(input, options)), About.NOTHING);
    }

    /** The same, under a name that a folder can have. */
    public Case withFolderName() {
        return new Case(CaseName.of(name, input()), inputs, boxes, about);
    }

    /** The same with boxes round its findings. */
    public Case with(List<Box> prompts) {
        return new Case(name, inputs, prompts, about);
    }

    /** The first input: what a case is called by, and what messages are about. */
    public Path input() {
        return inputs.get(0).path();
    }

    /** The files and folders of all inputs. */
    public List<Path> paths() {
        return inputs.stream().map(ChannelInput::path).toList();
    }

    public Optional<Path> reference() {
        return about.reference();
    }
}
