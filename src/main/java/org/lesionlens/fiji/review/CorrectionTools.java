package org.lesionlens.fiji.review;

import ij.gui.Roi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.lesionlens.correction.Brush;
import org.lesionlens.correction.Change;
import org.lesionlens.correction.Correction;
import org.lesionlens.correction.Ink;
import org.lesionlens.correction.InterpolationSteps;
import org.lesionlens.correction.LesionSteps;
import org.lesionlens.correction.MarginSteps;
import org.lesionlens.correction.Scope;
import org.lesionlens.correction.Stroke;
import org.lesionlens.fiji.command.Failure;
import org.lesionlens.lesion.Position;
import org.lesionlens.volume.UsageException;

/**
 * What is done to the lesions of the case that is open: the tool that is held, and steps on the lesion that is chosen. What is
 * wrong is said, and changes nothing. For the event thread.
 */
final class CorrectionTools {
    private final ToolValues values;
    private final Consumer<String> status;
    private final List<Runnable> listeners = new ArrayList<>();
    private Optional<LesionsOnScreen> open = Optional.empty();
    private Optional<CanvasTool> mouse = Optional.empty();
    private Tool held = Tool.CHOOSE;
    private Optional<Stroke> stroke = Optional.empty();
    /** Of two lesions that are merged the one that was clicked; 0 if none was yet. */
    private int kept;

    /** @param status is told what was done, or what is wrong */
    CorrectionTools(ToolValues values, Consumer<String> status) {
        this.values = values;
        this.status = status;
    }

    /** Told whenever the case, the tool or what can be undone is another one. */
    void listen(Runnable listener) {
        listeners.add(listener);
    }

    void begin(LesionsOnScreen lesions) {
        open = Optional.of(lesions);
        mouse = Optional.of(new CanvasTool(this, lesions));
        tell();
    }

    /** No case is corrected any more; the next one begins with no tool. */
    void end() {
        held = Tool.CHOOSE;
        pause();
    }

    /** Lets go of the case until it begins again, with the same tool. */
    void pause() {
        mouse.ifPresent(CanvasTool::close);
        mouse = Optional.empty();
        open = Optional.empty();
        stroke = Optional.empty();
        kept = 0;
        tell();
    }

    /** Tells the user something. */
    void say(String sentence) {
        status.accept(sentence);
    }

    private void tell() {
        mouse.ifPresent(CanvasTool::follow);
        listeners.forEach(Runnable::run);
    }

    Optional<LesionsOnScreen> open() {
        return open;
    }

    ToolValues values() {
        return values;
    }

    Tool held() {
        return held;
    }

    /** Takes a tool; where what it needs is drawn already, as a selection of ImageJ, it does its work at once. */
    void hold(Tool tool) {
        Optional<Roi> selection = open.map(lesions -> lesions.shown().image().getRoi());
        if (selection.filter(roi -> DrawnSteps.takes(tool, roi)).isPresent()) {
            draw(tool, selection.get());
            return;
        }
        held = tool;
        kept = 0;
        status.accept(tool.label() + ": " + tool.does());
        tell();
    }

    private Correction correction() {
        return open.orElseThrow().shown().correction();
    }

    private int chosen() {
        int number = open.orElseThrow().chosen();
        if (number == 0) {
            throw new UsageException("no lesion is chosen: click on its row, or on it with Choose (Esc)");
        }
        return number;
    }

    private Scope scope() {
        return open.orElseThrow().shown().scope(values.isBall());
    }

    void fillHoles() {
        step(() -> LesionSteps.fillHoles(correction(), chosen(), scope()));
    }

    void remove() {
        step(() -> LesionSteps.remove(correction(), chosen()));
    }

    void interpolate() {
        step(() -> InterpolationSteps.interpolate(
                correction(), chosen(), open.orElseThrow().shown().grid().sliceAxis()));
    }

    void grow() {
        step(() -> MarginSteps.grow(correction(), chosen(), values.margin(), scope()));
    }

    void shrink() {
        step(() -> MarginSteps.shrink(correction(), chosen(), values.margin(), scope()));
    }

    /** Gives the chosen lesion a class; empty if it is unknown. */
    void classify(String lesionClass) {
        step(() -> LesionSteps.classify(correction(), chosen(), lesionClass));
    }

    /** What is painted from now on is a new lesion. */
    void newLesion() {
        open.ifPresent(lesions -> {
            lesions.choose(correction().nextNumber());
            hold(Tool.PAINT);
            status.accept("What you paint now is the new lesion " + lesions.chosen());
        });
    }

    void undo() {
        back(true);
    }

    void redo() {
        back(false);
    }

    private void back(boolean undone) {
        open.ifPresent(lesions -> {
            stroke = Optional.empty();
            String name = (undone ? correction().undoable() : correction().redoable()).orElse("");
            Change change = undone ? correction().undo() : correction().redo();
            finish(change);
            String way = undone ? "undo" : "redo";
            status.accept(name.isEmpty() ? "nothing to " + way : said(way + " " + name, change));
        });
    }

    /** Does a step on the case that is open. */
    void step(Supplier<Change> step) {
        step(step, () -> "");
    }

    private void step(Supplier<Change> step, Supplier<String> where) {
        if (open.isEmpty()) {
            return;
        }
        try {
            stroke = Optional.empty();
            Change change = step.get();
            finish(change);
            String what = change.isEmpty()
                    ? "nothing changed"
                    : said(correction().undoable().orElse("done"), change);
            status.accept(what + where.get());
        } catch (RuntimeException e) {
            status.accept(Failure.sentence(e));
            tell();
        }
    }

    private void finish(Change change) {
        open.filter(lesions -> !change.isEmpty()).ifPresent(lesions -> lesions.changed(change));
        tell();
    }

    private static String said(String name, Change change) {
        List<String> parts = new ArrayList<>();
        addPart(parts, change.added(), "added");
        addPart(parts, change.removed(), "removed");
        addPart(parts, change.renumbered(), "renumbered");
        String which = change.numbers().stream().map(String::valueOf).collect(Collectors.joining(", "));
        String voxels = parts.isEmpty() ? "" : ": voxels " + String.join(", ", parts);
        return name + ", lesion " + which + voxels;
    }

    private static void addPart(List<String> parts, long count, String what) {
        if (count > 0) {
            parts.add(count + " " + what);
        }
    }

    /** Clicks on the image with the tool that is held. */
    void click(double x, double y) {
        open.ifPresent(lesions -> {
            int number = lesions.shown().number(x, y);
            if (held == Tool.MERGE) {
                merge(number);
            } else if (held == Tool.COMPONENT) {
                Position at = lesions.shown().voxel(x, y);
                step(() -> LesionSteps.keepComponent(
                        correction(), Math.round(at.x()), Math.round(at.y()), Math.round(at.z())));
            } else if (number > 0) {
                lesions.choose(number);
                tell();
            }
        });
    }

    private void merge(int number) {
        if (number == 0) {
            status.accept("there is no lesion: click on the " + (kept == 0 ? "first" : "second") + " of the two");
        } else if (kept == 0) {
            kept = number;
            status.accept("lesion " + number + " keeps its number: click on the one that joins it");
        } else {
            int first = kept;
            kept = 0;
            step(() -> LesionSteps.merge(correction(), first, number));
        }
    }

    /** Begins to draw with the brush that is held. */
    void beginStroke(double x, double y) {
        open.ifPresent(lesions -> {
            try {
                stroke = Optional.of(Stroke.begin(correction(), new Brush(scope(), values.radius()), ink(lesions)));
                goOn(x, y);
            } catch (RuntimeException e) {
                stroke = Optional.empty();
                status.accept(Failure.sentence(e));
            }
        });
    }

    private Ink ink(LesionsOnScreen lesions) {
        Ink ink = held == Tool.ERASE ? Ink.eraser() : Ink.paint(lesions.painted());
        return values.brushRange(lesions.shown()).map(ink::where).orElse(ink);
    }

    /** Draws on; nothing if the stroke has ended, as by undo. */
    void goOn(double x, double y) {
        stroke.ifPresent(drawn -> {
            LesionsOnScreen lesions = open.orElseThrow();
            Position at = lesions.shown().voxel(x, y);
            lesions.layer().changed(drawn.to(at.x(), at.y(), at.z()));
        });
    }

    /** Ends the stroke; its lesions are measured. */
    void endStroke() {
        stroke.ifPresent(drawn -> step(drawn::end));
    }

    /** Changes the radius of the brush by so many steps. */
    void changeRadius(int steps) {
        status.accept(values.changeRadius(steps)
                + open.map(lesions -> " " + lesions.shown().unit()).orElse(""));
    }

    /** Does with what was drawn what the tool does that is held. */
    void drawn(Roi outline) {
        draw(held, outline);
    }

    private void draw(Tool tool, Roi outline) {
        open.ifPresent(lesions -> step(
                () -> DrawnSteps.of(lesions, tool, outline, values),
                () -> DrawnSteps.where(lesions.shown(), tool, outline, values)));
    }
}
