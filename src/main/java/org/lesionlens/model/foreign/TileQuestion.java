package org.lesionlens.model.foreign;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Window;
import org.lesionlens.model.Window.Blend;
import org.lesionlens.model.Window.Side;
import org.lesionlens.volume.UsageException;

/**
 * Whether an image goes in whole or in tiles, and of what size.
 *
 * @param sides that the network takes, along x, y(, z)
 * @param halo borders that its authors throw away; 0 for none
 * @param fill beyond the image
 */
record TileQuestion(List<Side> sides, List<Integer> halo, Fill fill) {
    private static final String WHOLE = "whole";
    private static final double HALF = 0.5;
    private static final double SIGMA = 1.0 / 8;

    /** @param likely tile of a network whose sides may grow, where nobody says one; empty for none */
    Window ask(Answers answers, List<Integer> likely) {
        boolean fixed = sides.stream().allMatch(side -> side.step() == 0);
        boolean cut = halo.stream().anyMatch(width -> width > 0);
        List<Integer> own = cut ? sides.stream().map(Side::least).toList() : List.of();
        List<Integer> proposed = fixed ? own : likely; // a larger image is seen in tiles of fixed sides anyway
        String text = answers.text(new Question(
                "tile",
                "whether an image goes through the network " + WHOLE + ", or in overlapping tiles of x by y"
                        + (sides.size() == 3 ? " by z" : "") + " voxels",
                proposed.isEmpty() ? WHOLE : joined(proposed),
                new Question.Allowed.Text(
                        WHOLE + "|[0-9]{1,4}(x[0-9]{1,4}){" + (sides.size() - 1) + "}",
                        WHOLE + ", or " + sides.size() + " sides as "
                                + joined(Collections.nCopies(sides.size(), 128)))));
        if (text.equals(WHOLE)) {
            return new Window.Whole(sides, fill);
        }
        return tiles(Stream.of(text.split("x")).map(Integer::valueOf).toList());
    }

    private static String joined(List<Integer> tile) {
        return tile.stream().map(String::valueOf).collect(Collectors.joining("x"));
    }

    private Window tiles(List<Integer> tile) {
        for (int i = 0; i < tile.size(); i++) {
            if (sides.get(i).holding(tile.get(i)) != tile.get(i)) {
                throw new UsageException("the answer to tile is " + joined(tile) + " but the network takes sides of "
                        + sides.get(i).least()
                        + (sides.get(i).step() == 0
                                ? ""
                                : " and " + sides.get(i).step() + " more each")
                        + ": give --set tile=" + WHOLE + " or other sides");
            }
        }
        boolean cut = halo.stream().anyMatch(width -> width > 0)
                && IntStream.range(0, tile.size()).allMatch(i -> 2 * halo.get(i) < tile.get(i));
        return cut
                ? new Window.Tiles(tile, 1, new Blend.Halo(halo), fill)
                : new Window.Tiles(tile, HALF, new Blend.Gaussian(SIGMA), fill);
    }
}
