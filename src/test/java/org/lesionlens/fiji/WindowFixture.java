package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ij.IJ;
import ij.ImagePlus;
import ij.Menus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.MultiLineLabel;
import ij.plugin.frame.Recorder;
import java.awt.Button;
import java.awt.Choice;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.awt.Menu;
import java.awt.MenuItem;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.ItemEvent;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.io.VolumeFiles;

/** ImageJ's real menus, dialogs and windows; skipped where there is no screen. */
public abstract class WindowFixture {
    public static final long PATIENCE_MILLIS = 300_000;
    public static final String SEGMENT = "Segment Lesions...";

    @BeforeAll
    public static void startImageJ() {
        if (!GraphicsEnvironment.isHeadless()) {
            PluginsFolder.startWindow();
        }
    }

    /** For each test, so that each is counted as skipped. */
    @BeforeEach
    public void requireScreen() {
        assumeFalse(GraphicsEnvironment.isHeadless(), "there is no screen");
    }

    @AfterEach
    public void closeAll() throws Exception {
        if (GraphicsEnvironment.isHeadless()) {
            return;
        }
        IJ.resetEscape();
        onEventThread(WindowFixture::closeWindows);
        await(() -> isReviewing() ? null : "what was being written is");
    }

    private static boolean isReviewing() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("LesionLens review"));
    }

    private static void closeWindows() {
        for (Window window : Window.getWindows()) {
            if (window instanceof Dialog) {
                window.dispose();
            }
        }
        for (int id : Objects.requireNonNullElse(WindowManager.getIDList(), new int[0])) {
            ImagePlus image = WindowManager.getImage(id);
            image.changes = false;
            image.close();
        }
        for (java.awt.Frame frame : WindowManager.getNonImageWindows()) {
            if (!(frame instanceof Recorder)) {
                frame.dispose();
                WindowManager.removeWindow(frame);
            }
        }
    }

    public static ImagePlus phantom() throws Exception {
        return FijiVolumes.image(
                "phantom",
                VolumeFiles.read(Path.of("test-data/phantom_t1ce.nii.gz"), Optional.empty())
                        .volume(),
                Optional.empty());
    }

    public static ImagePlus showPhantom() throws Exception {
        ImagePlus image = phantom();
        image.show();
        image.setSlice(image.getStackSize() / 2);
        return image;
    }

    /** Chooses in a dialog's first list, the models', the entry that begins so, as a user does. */
    public static void select(GenericDialog dialog, String begin) throws Exception {
        Choice list = inside(dialog, Choice.class).get(0);
        String wanted = IntStream.range(0, list.getItemCount())
                .mapToObj(list::getItem)
                .filter(item -> item.startsWith(begin))
                .findFirst()
                .orElseThrow();
        onEventThread(() -> {
            list.select(wanted);
            dialog.itemStateChanged(new ItemEvent(list, ItemEvent.ITEM_STATE_CHANGED, wanted, ItemEvent.SELECTED));
        });
    }

    /** Runs on the event thread, and waits for the end. */
    public static void onEventThread(Runnable action) throws Exception {
        FutureTask<Void> task = new FutureTask<>(action, null);
        post(task);
        task.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Runs on the event thread, and waits for the beginning only: what opens a modal dialog ends with it. Asked for again
     * until it begins, since AWT was seen to lose an event that arrived while a modal dialog closed; runs once all the same.
     */
    public static void post(Runnable action) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Runnable once = () -> {
            if (begun.getCount() > 0) { // only the event thread counts down
                begun.countDown();
                action.run();
            }
        };
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        do {
            assertThat(System.currentTimeMillis())
                    .as("the event thread answers")
                    .isLessThan(end);
            EventQueue.invokeLater(once);
        } while (!begun.await(2, TimeUnit.SECONDS));
    }

    public static void choose(String label) throws InterruptedException {
        MenuItem item = item(Menus.getMenuBar().getMenu(5), label).orElseThrow();
        post(() -> item.dispatchEvent(new ActionEvent(item, ActionEvent.ACTION_PERFORMED, item.getActionCommand())));
    }

    public static Optional<MenuItem> item(Menu menu, String label) {
        for (int i = 0; i < menu.getItemCount(); i++) {
            MenuItem item = menu.getItem(i);
            Optional<MenuItem> found = item instanceof Menu inner
                    ? item(inner, label)
                    : Optional.of(item).filter(leaf -> leaf.getLabel().equals(label));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    public static <T> T await(Supplier<T> what) throws InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        T found = what.get();
        while (found == null && System.currentTimeMillis() < end) {
            Thread.sleep(50);
            found = what.get();
        }
        assertThat(found).as("did not appear in time").isNotNull();
        return found;
    }

    public static <T extends Dialog> T dialog(Class<T> type) throws InterruptedException {
        T dialog = await(() -> Stream.of(Window.getWindows())
                .filter(type::isInstance)
                .filter(Window::isShowing)
                .map(type::cast)
                .filter(shown -> !shown.isModal() || areAwaited())
                .findFirst()
                .orElse(null));
        settle();
        return dialog;
    }

    /**
     * Whether somebody waits for each modal dialog that is shown: AWT shows it first, and who closes it before its loop has begun
     * leaves its caller waiting for ever.
     */
    private static boolean areAwaited() {
        long dialogs = Stream.of(Window.getWindows())
                .filter(Window::isShowing)
                .filter(window -> window instanceof Dialog dialog && dialog.isModal())
                .count();
        long loops = Thread.getAllStackTraces().values().stream()
                .flatMap(calls -> Stream.of(calls).skip(1)) // the loop itself has called on
                .filter(call -> call.getClassName().equals("java.awt.WaitDispatchSupport")
                        && call.getMethodName().equals("enter"))
                .count();
        return loops >= dialogs;
    }

    /** Waits until what the event thread was given, and what that gave it, is done. */
    public static void settle() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            post(() -> {});
        }
    }

    /**
     * Waits until no command runs that a menu or a macro started: the Recorder writes the line of a menu's command after the
     * command itself has ended.
     */
    public static void awaitCommands() throws InterruptedException {
        await(() -> Thread.getAllStackTraces().entrySet().stream().noneMatch(WindowFixture::isCommand) ? "done" : null);
        settle();
    }

    private static boolean isCommand(Map.Entry<Thread, StackTraceElement[]> thread) {
        return thread.getKey() != Thread.currentThread()
                && Stream.of(thread.getValue())
                        .anyMatch(call -> call.getClassName().equals("ij.Executer"));
    }

    /** What a message or the text above a dialog says. */
    public static String said(Dialog dialog) {
        return inside(dialog, MultiLineLabel.class).stream()
                .flatMap(label -> Stream.of(lines(label)))
                .collect(Collectors.joining(" "));
    }

    /** ImageJ shows its lines but does not tell them. */
    private static String[] lines(MultiLineLabel label) {
        try {
            Field lines = MultiLineLabel.class.getDeclaredField("lines");
            lines.setAccessible(true);
            return (String[]) lines.get(label);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    public static <T extends Component> List<T> inside(Container container, Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Component component : container.getComponents()) {
            if (type.isInstance(component)) {
                found.add(type.cast(component));
            } else if (component instanceof Container inner) {
                found.addAll(inside(inner, type));
            }
        }
        return found;
    }

    public static void press(Dialog dialog, String label) throws InterruptedException {
        Button button = inside(dialog, Button.class).stream()
                .filter(b -> b.getLabel().strip().equals(label))
                .findFirst()
                .orElseThrow();
        post(() ->
                button.dispatchEvent(new ActionEvent(button, ActionEvent.ACTION_PERFORMED, button.getActionCommand())));
    }

    public static void screenshot(String name) throws Exception {
        screenshot(name, new Rectangle(Toolkit.getDefaultToolkit().getScreenSize()));
    }

    public static void screenshot(String name, Rectangle part) throws Exception {
        new Robot().waitForIdle();
        Path folder = Files.createDirectories(Path.of("target", "screenshots"));
        ImageIO.write(
                new Robot().createScreenCapture(part),
                "png",
                folder.resolve(name + ".png").toFile());
    }
}
