package org.lesionlens.cli;

import java.io.Console;
import org.lesionlens.inference.ModelTrust;
import org.lesionlens.model.Model;
import picocli.CommandLine.Option;

/** The option of every subcommand that opens networks. */
final class TrustOption {
    @Option(
            names = "--trust-model",
            description =
                    "open the models without trying them first in a process of their own; one that crashes then ends"
                            + " the program")
    private boolean trusted;

    /** The user's word for a model: by the option, or asked for on a terminal where the model cannot be tried. */
    void ask(Model model) {
        if (trusted
                || ModelTrust.question(model).filter(TrustOption::isAnsweredYes).isPresent()) {
            ModelTrust.give(model);
        }
    }

    private static boolean isAnsweredYes(String question) {
        Console terminal = System.console();
        String answer = terminal == null ? null : terminal.readLine("%s [y/N] ", question);
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }
}
