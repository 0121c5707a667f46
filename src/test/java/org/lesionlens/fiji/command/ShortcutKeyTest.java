package org.lesionlens.fiji.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import org.junit.jupiter.api.Test;

class ShortcutKeyTest {
    /** What AWT calls Meta is Cmd on macOS, and is written there as on its keys. */
    @Test
    void keysAreCalledByTheModifierOfThePlatform() {
        assertThat(ShortcutKey.text(KeyEvent.VK_Z, InputEvent.CTRL_DOWN_MASK)).matches("(Ctrl|\u2303)\\+Z");
        assertThat(ShortcutKey.text(KeyEvent.VK_Z, InputEvent.META_DOWN_MASK)).matches("(Meta|\u2318)\\+Z");
    }
}
