package org.lesionlens.fiji.review;

import java.awt.event.KeyEvent;

/** What the mouse does on an image under correction. */
enum Tool {
    CHOOSE("Choose", KeyEvent.VK_ESCAPE, Drag.CLICK, "a click on a lesion chooses it; ImageJ's own tools work as ever"),
    PAINT(
            "Paint",
            KeyEvent.VK_B,
            Drag.BRUSH,
            "draws the chosen lesion on background; Shift and the wheel change the radius"),
    ERASE(
            "Erase",
            KeyEvent.VK_E,
            Drag.BRUSH,
            "erases all lesions under the brush; Shift and the wheel change the radius"),
    SPLIT("Split", KeyEvent.VK_S, Drag.LINE, "splits the lesion that a drawn line crosses, in all slices alike"),
    MERGE("Merge two", KeyEvent.VK_M, Drag.CLICK, "click the lesion that keeps its number, then the one that joins it"),
    COMPONENT(
            "Only this part",
            KeyEvent.VK_O,
            Drag.CLICK,
            "keeps the part of a lesion that is clicked, and removes its others"),
    THRESHOLD(
            "Threshold in region",
            KeyEvent.VK_D,
            Drag.REGION,
            "adds to the chosen lesion what has the intensities below inside a region that is drawn in the slice"),
    AGAIN(
            "Segment again",
            KeyEvent.VK_Y,
            Drag.BOX,
            "segments again, with the probability below, in a box: the rectangle that is drawn, in as many slices as said there");

    /** What is drawn with a tool. */
    enum Drag {
        CLICK,
        BRUSH,
        LINE,
        REGION,
        BOX
    }

    private final String label;
    private final int key;
    private final Drag drag;
    private final String does;

    Tool(String label, int key, Drag drag, String does) {
        this.label = label;
        this.key = key;
        this.drag = drag;
        this.does = does;
    }

    String label() {
        return label;
    }

    /** Of {@link KeyEvent}. */
    int key() {
        return key;
    }

    Drag drag() {
        return drag;
    }

    /** For people, without a full stop. */
    String does() {
        return does;
    }
}
