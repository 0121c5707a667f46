package org.lesionlens.model.foreign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Window;

/** How images go into a network that bioimage.io describes: whole, or in tiles of the size that its authors tried. */
final class BioWindow {
    private static final int LARGEST_TILE = 192;

    private final Answers answers;
    private final Originals files;

    BioWindow(Answers answers, Originals files) {
        this.answers = answers;
        this.files = files;
    }

    Window of(BioTensor input, BioTensor output, BioOnnx network) throws IOException {
        List<BioAxis> axes = new ArrayList<>();
        List<Integer> halo = new ArrayList<>();
        for (char letter : input.space().toCharArray()) {
            int fixed = network.input().shape().get(input.letters().indexOf(letter));
            BioAxis axis = input.axis(letter).orElseThrow();
            axes.add(
                    fixed == 0
                            ? axis
                            : new BioAxis(axis.id(), letter, fixed, 0, axis.halo(), axis.scale(), axis.names()));
            halo.add(output.axis(letter)
                    .map(one -> (int) Math.ceil(one.halo() / Math.max(one.scale(), Double.MIN_NORMAL)))
                    .orElse(0));
        }
        TileQuestion question = new TileQuestion(
                axes.stream()
                        .map(axis -> new Window.Side(Math.max(1, axis.least()), axis.step()))
                        .toList(),
                halo,
                new Fill(Fill.Mode.REFLECT, 0));
        boolean border = halo.stream().anyMatch(width -> width > 0);
        return question.ask(answers, border ? likely(input, axes) : List.of());
    }

    /** Slices whole, as is all of which no border is thrown away; volumes in tiles as large as the test tensor, where it is not too large. */
    private List<Integer> likely(BioTensor input, List<BioAxis> axes) throws IOException {
        if (axes.size() == 2) {
            return List.of();
        }
        List<Integer> shape = input.test().filter(files::has).isPresent()
                ? NpyShape.of(files.file(input.test().get()))
                : List.of();
        if (shape.size() != input.axes().size()) {
            shape = Collections.nCopies(input.axes().size(), LARGEST_TILE / 2);
        }
        List<Integer> tried = shape;
        return IntStream.range(0, axes.size())
                .mapToObj(i -> valid(
                        axes.get(i),
                        tried.get(input.letters().indexOf(axes.get(i).letter()))))
                .toList();
    }

    private static int valid(BioAxis axis, int wanted) {
        if (axis.step() == 0) {
            return axis.least();
        }
        int most = Math.min(wanted, LARGEST_TILE);
        return axis.least() + Math.max(0, (most - axis.least()) / axis.step()) * axis.step();
    }
}
