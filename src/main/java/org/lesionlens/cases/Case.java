package org.lesionlens.cases;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.dicomweb.RemoteSeries;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.Sequence;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.LabelMap;

/**
 * A case to analyse.
 *
 * @param name of its folder of results
 * @param inputs the file or folder of its image, or one for each channel of it; at least one
 * @param boxes round its findings, in voxels of the first input as it is stored, for a segmenter with such a prompt
 * @param about what the table of a cohort says of it
 * @param remote those of its inputs that lie on servers, and in their folders only while the case is in work
 */
public record Case(String name, List<ChannelInput> inputs, List<Box> boxes, About about, List<RemoteSeries> remote) {
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
        remote = List.copyOf(remote);
    }

    /** A case whose files are here. */
    public Case(String name, List<ChannelInput> inputs, List<Box> boxes, About about) {
        this(name, inputs, boxes, about, List.of());
    }

    /** A case without boxes. */
    public Case(String name, List<ChannelInput> inputs, About about) {
        this(name, inputs, List.of(), about);
    }

    /** A case of one input that is in no table. */
    public Case(String name, Path input, ReadOptions options) {
        this(name, List.of(ChannelInput.whole(input, options)), About.NOTHING);
    }

    /** The same as a model sees it: of pictures that follow each other in one file all of them, where it sees such. */
    public Case seenBy(Model segmenter) {
        return Sequence.isSeenBy(segmenter) ? inTime() : this;
    }

    /** The same with time as its third axis. */
    Case inTime() {
        List<ChannelInput> inTime = inputs.stream()
                .map(input -> new ChannelInput(
                        input.channel(), input.path(), input.options().ofSequence()))
                .toList();
        return new Case(name, inTime, boxes, about, remote);
    }

    /** Whether its third axis is time. */
    public boolean isInTime() {
        return inputs.get(0).options().inTime();
    }

    /** Its labels as the tables measure them: what lies in time has no volume and no place in the patient. */
    public LabelMap measured(LabelMap labels) {
        return isInTime() ? Sequence.measured(labels) : labels;
    }

    /** The same, under a name that a folder can have. */
    public Case withFolderName() {
        return new Case(CaseName.of(name, input()), inputs, boxes, about, remote);
    }

    /** The same with boxes round its findings. */
    public Case with(List<Box> prompts) {
        return new Case(name, inputs, prompts, about, remote);
    }

    /**
     * Brings what lies on servers into its folders.
     *
     * @throws IOException if that cannot be done; then nothing of that input is there
     */
    public void fetch() throws IOException {
        for (RemoteSeries series : remote) {
            series.fetch();
        }
    }

    /** Takes away what was fetched. */
    public void release() {
        remote.forEach(RemoteSeries::release);
    }

    /** A sentence without the folders for what is fetched. */
    public String shortened(String sentence) {
        String text = sentence;
        for (RemoteSeries series : remote) {
            text = text.replace(series.folder().getParent() + File.separator, "");
        }
        return text;
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
