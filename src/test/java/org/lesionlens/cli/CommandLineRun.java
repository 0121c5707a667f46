package org.lesionlens.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The command line in this process, with what it wrote.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
public record CommandLineRun(int code, String out, String err) {
    public static synchronized CommandLineRun of(Object... arguments) {
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int code = LesionLens.execute(texts);
            return new CommandLineRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }

    /** The sentences on standard error that are errors: not progress, not notes on the device and the model. */
    public String errors() {
        return err.lines()
                .filter(line -> line.startsWith("lesionlens: ")
                        && !line.startsWith("lesionlens: runs on")
                        && !line.startsWith("lesionlens: no model is named: "))
                .reduce("", (a, b) -> a + b + "\n");
    }
}
