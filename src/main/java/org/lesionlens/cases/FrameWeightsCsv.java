package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.explain.ChannelExcitation;
import org.lesionlens.explain.ExplanationMaps.Excitations;
import org.lesionlens.explain.FrameExcitation;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Table;

/** The table {@value #FILE} of a network that weighs the slices or frames it sees together: a row for each of them. */
final class FrameWeightsCsv {
    static final String FILE = "frame_weights.csv";

    private static final Table<Row> TABLE = new Table<>(
            Column.text("network", Row::network),
            Column.text("seen", row -> row.word()),
            Column.count("place", row -> row.weight().place()),
            Column.number("mean_weight", "", row -> row.weight().mean()),
            Column.number("least_weight", "", row -> row.weight().least()),
            Column.number("most_weight", "", row -> row.weight().most()));

    private FrameWeightsCsv() {}

    private record Row(String network, String word, FrameExcitation.Weight weight) {}

    /** Writes it; nothing where no network weighs frames. */
    static void write(Path folder, List<Excitations> networks) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Excitations network : networks) {
            for (ChannelExcitation block : network.blocks()) {
                Optional<FrameExcitation> frames = FrameExcitation.of(block, network.model());
                frames.ifPresent(found -> found.weights()
                        .forEach(weight -> rows.add(new Row(network.model().name(), found.word(), weight))));
            }
        }
        if (!rows.isEmpty()) {
            TABLE.write(folder.resolve(FILE), rows);
        }
    }
}
