package org.lesionlens.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.lesionlens.model.foreign.Answers;
import org.lesionlens.model.foreign.Question;
import org.lesionlens.volume.UsageException;

/**
 * Asks on a terminal; without one takes the default of each question and says so.
 *
 * @param terminal what a user types; empty if there is nobody
 */
record TerminalAnswers(PrintWriter err, Optional<BufferedReader> terminal) implements Answers.Asked {
    @Override
    public String answer(Question question) {
        if (terminal.isEmpty()) {
            err.println("lesionlens: " + question.key() + " = " + question.byDefault() + " is taken: " + question.text()
                    + " (--set " + question.key() + "=VALUE)");
            return question.byDefault();
        }
        while (true) {
            err.print(question.text() + "; " + question.allowed().words() + " [" + question.byDefault() + "]: ");
            err.flush();
            String line = line();
            if (line == null) {
                err.println(question.byDefault() + " is taken");
            }
            if (line == null || line.isBlank()) {
                return question.byDefault();
            }
            try {
                return question.checked(line);
            } catch (UsageException e) {
                err.println(e.getMessage());
            }
        }
    }

    private String line() {
        try {
            return terminal.orElseThrow().readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
