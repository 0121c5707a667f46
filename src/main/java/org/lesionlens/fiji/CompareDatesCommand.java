package org.lesionlens.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.measure.ResultsTable;
import ij.process.ColorProcessor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.draw.DatesPicture;
import org.lesionlens.fiji.command.CommandInput;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.ProgressWindow;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.command.StatusProgress;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.followup.FollowUpSettings;
import org.lesionlens.followup.OpenDates;
import org.lesionlens.followup.RegistrationChoice;
import org.lesionlens.io.table.Row;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Two dates of a patient: which lesions are new, grown, gone; response; both dates side by side. */
@Plugin(
        type = Command.class,
        label = "Compare Dates...",
        description = "follow-up, tumor growth, response",
        visible = false,
        headless = true)
public final class CompareDatesCommand extends LesionCommand {
    @Parameter(label = "Lesions of the earlier date", persist = false)
    private ImagePlus earlier;

    @Parameter(label = "Earlier date (2024-03-05)", persist = false)
    private String firstdate = "";

    @Parameter(label = "Earlier image", persist = false)
    private String firstimage = NO_IMAGE;

    @Parameter(label = "Lesions of the later date", persist = false)
    private ImagePlus later;

    @Parameter(label = "Later date (2024-03-05)", persist = false)
    private String lastdate = "";

    @Parameter(label = "Later image", persist = false)
    private String lastimage = NO_IMAGE;

    @Parameter(label = "Into one space by", persist = false)
    private String registration = RegistrationChoice.NAMES.get(0);

    @Parameter(label = "Widest gap of one lesion (mm)", min = "0", persist = false)
    private double reach = FollowUpSettings.REACH_MM;

    @Parameter(label = "Smallest lesion (mm3)", min = "0", persist = false)
    private double minlesion;

    @Parameter(label = "Organ of all lesions (brain, lymph node)", required = false, persist = false)
    private String organ = "";

    @Parameter(label = "Table", persist = false)
    private boolean table = true;

    @Parameter(label = "Picture side by side", persist = false)
    private boolean picture = true;

    @Parameter(label = "Response", persist = false)
    private boolean response = true;

    @Override
    protected List<String> choices(String key) throws IOException {
        return switch (key) {
            case "firstimage", "lastimage" -> imagesOrNone();
            case "registration" -> RegistrationChoice.NAMES;
            default -> super.choices(key);
        };
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) {
        List<ImagePlus> open = CommandInput.labelImages();
        if (key.equals("earlier") && open.size() < 2) {
            throw new UserMessageException("the lesions of two dates are compared but " + open.size()
                    + (open.size() == 1 ? " label image or mask is" : " label images or masks are")
                    + " open: open those of both dates");
        }
        return switch (key) {
            case "earlier" -> Optional.of(open.get(0));
            case "later" -> Optional.of(open.get(1));
            default -> Optional.empty();
        };
    }

    @Override
    protected boolean isOffered(String key, String choice) {
        return !List.of("earlier", "later").contains(key) || CommandInput.mayBeLabels(choice);
    }

    @Override
    protected String heading(String key) {
        return switch (key) {
            case "earlier", "firstdate", "firstimage" -> "Earlier date";
            case "later", "lastdate", "lastimage" -> "Later date";
            case "table", "picture", "response" -> "Results";
            default -> "Comparison";
        };
    }

    @Override
    protected void requireFit() {
        if (earlier == later) {
            throw new UserMessageException("the image \"" + earlier.getTitle()
                    + "\" would be compared with itself: choose the lesions of another date");
        }
        LocalDate first = OpenDates.requireDate(earlier.getTitle(), firstdate);
        LocalDate last = OpenDates.requireDate(later.getTitle(), lastdate);
        if (!first.isBefore(last)) {
            throw new UserMessageException(
                    "the earlier date is not before the later one: change the dates, or exchange" + " the images");
        }
        settings();
    }

    private FollowUpSettings settings() {
        return new FollowUpSettings(RegistrationChoice.parse(registration), reach, minlesion, false, Optional.empty());
    }

    @Override
    protected List<Result> compute() throws IOException {
        Optional<String> known = Optional.ofNullable(organ).map(String::strip).filter(text -> !text.isEmpty());
        OpenDates compared;
        try (ProgressWindow window = ProgressWindow.open("Compare Dates")) {
            compared = OpenDates.compare(
                    List.of(date(earlier, firstdate, firstimage), date(later, lastdate, lastimage)),
                    known,
                    settings(),
                    new StatusProgress(window, "Comparing: "));
        }
        compared.spaces().forEach(how -> IJ.log("Compare Dates...: " + how));
        compared.notes().forEach(note -> IJ.log("Compare Dates...: " + note));
        String title = earlier.getTitle() + " and " + later.getTitle();
        List<Result> results = new ArrayList<>();
        if (picture && !compared.slices().isEmpty()) {
            results.add(new Result.Image(stack("Dates of " + title, compared)));
        }
        if (response) {
            results.add(new Result.Text("Response of " + title, String.join("\n\n", compared.responses())));
        }
        if (table) {
            results.add(new Result.Table("Follow-up of " + title, rows(compared)));
        }
        return results;
    }

    private static OpenDates.Date date(ImagePlus labels, String date, String image) {
        Optional<Volume> shown = image.equals(NO_IMAGE)
                ? Optional.empty()
                : Optional.of(WindowManager.getImage(image))
                        .map(open -> SourceImage.of(open, FijiVolumes.shownChannel(open), 1)
                                .volumes()
                                .get(0));
        return new OpenDates.Date(
                labels.getTitle(), date, FijiVolumes.readLabels(labels, StackGrid.of(labels), 1), shown);
    }

    private static ImagePlus stack(String title, OpenDates compared) {
        DatesPicture drawn = compared.picture();
        ImageStack[] stack = new ImageStack[1];
        compared.slices().forEach((slice, names) -> {
            BufferedImage plane = drawn.draw(slice);
            stack[0] = stack[0] == null ? new ImageStack(plane.getWidth(), plane.getHeight()) : stack[0];
            stack[0].addSlice("through " + String.join(", ", names), new ColorProcessor(plane));
        });
        return new ImagePlus(title, stack[0]);
    }

    private static ResultsTable rows(OpenDates compared) {
        ResultsTable table = LesionTable.empty();
        for (Row row : compared.lesions()) {
            table.incrementCounter();
            row.cells().forEach((column, cell) -> {
                if (cell instanceof BigDecimal number) {
                    table.addValue(column, number.doubleValue());
                } else if (!cell.toString().isEmpty()) {
                    table.addValue(column, cell.toString());
                }
            });
        }
        return table;
    }
}
