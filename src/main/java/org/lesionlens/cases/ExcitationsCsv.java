package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.lesionlens.explain.ChannelExcitation;
import org.lesionlens.explain.ExplanationMaps.Excitations;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Table;
import org.lesionlens.model.ExcitationMeans.Channels;

/** The table {@value #FILE}: a row for each channel of each excitation of the networks. */
final class ExcitationsCsv {
    static final String FILE = "excitations.csv";

    private static final Table<Channel> TABLE = new Table<>(
            Column.text("network", Channel::network),
            Column.text("excitation", row -> row.block().block()),
            Column.count("channel", Channel::channel),
            Column.number("weight", "", row -> row.block().weights().get(row.channel())),
            Column.text("class", Channel::className),
            Column.number("class_mean", "", row -> row.usual(Channels::mean)),
            Column.number("class_deviation", "", row -> row.usual(Channels::deviation)),
            Column.number("departure", "", row -> row.isKnown() ? row.block().departure(row.channel()) : Double.NaN));

    private ExcitationsCsv() {}

    /** A channel of an excitation, and the class for which the usual weights are. */
    private record Channel(String network, ChannelExcitation block, int channel, String className) {
        boolean isKnown() {
            return block.usual().isPresent();
        }

        double usual(Function<Channels, List<Float>> weights) {
            return block.usual()
                    .map(usual -> (double) weights.apply(usual).get(channel))
                    .orElse(Double.NaN);
        }
    }

    /** @param className of the usual weights; empty if nobody knows */
    static void write(Path folder, List<Excitations> networks, String className) throws IOException {
        List<Channel> rows = new ArrayList<>();
        for (Excitations network : networks) {
            for (ChannelExcitation block : network.blocks()) {
                for (int channel = 0; channel < block.weights().size(); channel++) {
                    rows.add(new Channel(network.model().name(), block, channel, className));
                }
            }
        }
        TABLE.write(folder.resolve(FILE), rows);
    }
}
