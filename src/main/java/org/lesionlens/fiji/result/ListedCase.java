package org.lesionlens.fiji.result;

import java.awt.Component;
import java.awt.Rectangle;
import java.awt.Window;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;

/** The list in the window of a case whose lesions change while they are listed. For the event thread. */
public final class ListedCase {
    private final CaseWindow window;
    private final String heading;

    private ListedCase(CaseWindow window, String heading) {
        this.window = window;
        this.heading = heading;
    }

    /**
     * Lists the lesions of an image that is on the screen.
     *
     * @param chosen is told of each lesion that is chosen in the list
     */
    public static ListedCase show(ShownCase first, Consumer<ShownLesion> chosen) {
        CaseWindow window = CaseWindow.of(first.image());
        window.tell(chosen);
        window.show(first);
        return new ListedCase(window, first.looks().heading());
    }

    /** Lists the lesions as they are now; the order of the rows and the one that is chosen stay. */
    public void update(ShownCase now) {
        window.page(heading).ifPresent(page -> page.update(now));
    }

    /** Chooses the row of a lesion without telling of it; of one that is not listed, none. */
    public void choose(int label) {
        window.page(heading).ifPresent(page -> page.rows().pointAt(label));
    }

    /** Puts the window of the list into a part of the screen. */
    public void place(Rectangle part) {
        window.place(part);
    }

    /** The window of the list. */
    public Window window() {
        return window.frame();
    }

    /** Pixels that its window takes across at least. */
    public static int leastWidth() {
        return CaseWindow.leastWidth();
    }

    /** Whether something lies in the window of the list. */
    public boolean holds(Component component) {
        return window.holds(component);
    }

    /** The lesion whose row is chosen. */
    public Optional<ShownLesion> chosen() {
        return window.page(heading).flatMap(page -> page.rows().chosen());
    }
}
