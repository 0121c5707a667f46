package org.lesionlens.io.dicom;

import java.util.List;

/** What of pixels is read: how bright they are, or one of the colours. */
enum Band {
    BRIGHTNESS,
    RED,
    GREEN,
    BLUE;

    static final List<Band> COLOURS = List.of(RED, GREEN, BLUE);

    /** Which of red, green and blue a colour is, from 0. */
    int colour() {
        return COLOURS.indexOf(this);
    }
}
