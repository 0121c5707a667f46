package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.WindowManager;
import java.awt.Component;
import java.awt.KeyboardFocusManager;
import java.awt.Rectangle;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.awt.event.MouseEvent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JTable;
import javax.swing.KeyStroke;
import org.junit.jupiter.api.Test;

/** Whatever is done at the wrong moment, no work is lost, nothing is judged unseen, and no case stays locked. */
class ReviewFaultsWindowTest extends ReviewFixture {
    private static JTable cases() throws Exception {
        return inside(window(), JTable.class).get(0);
    }

    /** As the table does it; on the event thread. */
    private static void act(JTable cases, char key) {
        Object name = cases.getInputMap(JComponent.WHEN_FOCUSED).get(KeyStroke.getKeyStroke(key, 0));
        cases.getActionMap().get(name).actionPerformed(new ActionEvent(cases, ActionEvent.ACTION_PERFORMED, ""));
    }

    private static void press(Component at, int key) throws Exception {
        onEventThread(() -> KeyboardFocusManager.getCurrentKeyboardFocusManager()
                .dispatchEvent(new KeyEvent(at, KeyEvent.KEY_PRESSED, System.currentTimeMillis(), 0, key, (char)
                        Character.toLowerCase(key))));
        settle();
    }

    private List<String> lines() throws IOException {
        Path file = ada().resolve("review.jsonl");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private Path ada() {
        return results.resolve("review/Ada");
    }

    private static void closeReview() throws Exception {
        onEventThread(() -> windowOrFail().dispose());
        awaitFiles();
    }

    /** A lock that is held in this process throws. */
    private void requireFree(String name) throws IOException {
        Path file = ada().resolve(".work/" + name + ".lock");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void nothingIsSaidOfACaseWhileItIsWritten() throws Exception {
        JTable cases = cases();
        onEventThread(() -> {
            for (char key : new char[] {'A', 'A', 'R', 'F', 'T', 'C'}) {
                act(cases, key);
            }
        });
        await(() -> "accepted".equals(cases.getValueAt(0, 1)) ? "accepted" : null);
        onEventThread(() -> act(cases, 'R'));
        assertThat(cases.getValueAt(0, 1)).as("afterwards").isEqualTo("rejected");
        closeReview();
        assertThat(lines()).hasSize(2);
    }

    @Test
    void itIsSaidThatACaseIsBeingWritten() throws Exception {
        JTable cases = cases();
        String[] said = new String[1];
        onEventThread(() -> {
            act(cases, 'A');
            act(cases, 'R');
            try {
                said[0] = status();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(said[0]).contains("the results of a are being written");
    }

    @Test
    void keysDoNothingInDialogsThatAsk() throws Exception {
        JButton inside = new JButton("Yes");
        JDialog question = new JDialog(window(), "Question", true);
        question.add(inside);
        question.pack();
        post(() -> question.setVisible(true));
        await(() -> question.isShowing() ? "shown" : null);
        press(inside, KeyEvent.VK_X);
        onEventThread(question::dispose);
        assertThat(rows()).as("lesions").isEqualTo(1);
    }

    @Test
    void keysOfTheReviewWorkInTheWindowOfTheTools() throws Exception {
        press(palette().getContentPane(), KeyEvent.VK_N);
        shown("b");
        assertThat(WindowManager.getImage("a")).isNull();
    }

    @Test
    void keysOfTheReviewWorkWhileNoCaseIsOpen() throws Exception {
        onEventThread(image::close);
        settle();
        press(palette().getContentPane(), KeyEvent.VK_X);
        press(palette().getContentPane(), KeyEvent.VK_N);
        shown("b");
    }

    @Test
    void aCaseWhoseImageWasClosedIsNotAcceptedAndOpensAgain() throws Exception {
        JTable cases = cases();
        onEventThread(image::close);
        settle();
        onEventThread(() -> act(cases, 'A'));
        assertThat(status()).contains("the case is not on the screen");
        Rectangle cell = cases.getCellRect(0, 0, true);
        onEventThread(() -> cases.dispatchEvent(new MouseEvent(
                cases,
                MouseEvent.MOUSE_CLICKED,
                System.currentTimeMillis(),
                0,
                cell.x + 2,
                cell.y + 2,
                1,
                false,
                MouseEvent.BUTTON1)));
        shown("a");
        assertThat(lines()).isEmpty();
    }

    /** The event thread waits here, so that nothing is shown before the window closes. */
    @Test
    void aCaseThatIsReadWhileTheWindowClosesIsGivenBack() throws Exception {
        JTable cases = cases();
        Path lock = ada().resolve(".work/b.lock");
        onEventThread(() -> {
            act(cases, 'N');
            while (!Files.exists(lock)) {
                Thread.onSpinWait();
            }
            windowOrFail().dispose();
        });
        awaitFiles();
        requireFree("a");
        requireFree("b");
        assertThat(WindowManager.getImage("b")).isNull();
    }

    private static JDialog unsaved() {
        return Stream.of(Window.getWindows())
                .filter(JDialog.class::isInstance)
                .map(JDialog.class::cast)
                .filter(dialog -> dialog.isShowing() && dialog.getTitle().equals("Changes that are not saved"))
                .findFirst()
                .orElse(null);
    }

    /** The disk that is gone comes back. */
    @Test
    void changesThatCannotBeSavedAreNotLost() throws Exception {
        key(KeyEvent.VK_L);
        drag(20, 20, 30, 20);
        Path gone = Files.move(ada(), folder.resolve("gone"));
        key(KeyEvent.VK_N);
        JDialog question = await(ReviewFaultsWindowTest::unsaved);
        assertThat(status()).doesNotContain("are kept");
        Files.move(gone, ada());
        press(question, "Try again");
        shown("b");
        assertThat(status()).contains("the changes of a were not accepted: they are kept");
        key(KeyEvent.VK_P);
        press(await(ReviewFaultsWindowTest::question), "Yes");
        shown("a");
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void changesThatCannotBeSavedAreDiscardedAndTheCaseIsFree() throws Exception {
        key(KeyEvent.VK_L);
        drag(20, 20, 30, 20);
        Path gone = Files.move(ada(), folder.resolve("gone"));
        post(() -> windowOrFail().dispose());
        press(await(ReviewFaultsWindowTest::unsaved), "Discard");
        awaitFiles();
        Files.move(gone, ada());
        requireFree("a");
    }

    /** What the views say of the place that they show: at first the middle of the lesion. */
    private static String views() throws Exception {
        JFrame views = await(() -> Stream.of(Window.getWindows())
                .filter(JFrame.class::isInstance)
                .map(JFrame.class::cast)
                .filter(frame -> frame.isShowing() && frame.getTitle().equals("Views of a"))
                .findFirst()
                .orElse(null));
        settle();
        return inside(views, JLabel.class).stream()
                .map(JLabel::getText)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" | "));
    }

    @Test
    void orthogonalViewsFollowTheCorrection() throws Exception {
        JButton open = inside(ResultWindowTest.window("a"), JButton.class).stream()
                .filter(button -> button.getText().equals("Orthogonal views"))
                .findFirst()
                .orElseThrow();
        onEventThread(open::doClick);
        assertThat(views()).contains(" ml").doesNotContain("no lesion here");
        key(KeyEvent.VK_X);
        assertThat(views()).contains("no lesion here");
        undo();
        assertThat(views()).doesNotContain("no lesion here");
    }
}
