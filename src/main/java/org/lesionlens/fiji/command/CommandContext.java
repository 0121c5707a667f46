package org.lesionlens.fiji.command;

import ij.IJ;
import org.lesionlens.volume.UserMessageException;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;

/** The SciJava context that describes the commands: Fiji's own where there is one, else one of ours. */
public final class CommandContext {
    private static final String FIJI_ONLY = "net.imagej.legacy.LegacyService";

    private CommandContext() {}

    private static final class Own {
        static final Context CONTEXT = create();

        /** SciJava finds plugins through the thread's class loader, which in ImageJ does not see its plugins. */
        private static Context create() {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(CommandContext.class.getClassLoader());
            try {
                return new Context(CommandService.class);
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }

    /**
     * The description of a command.
     *
     * @throws UserMessageException if the index of commands is missing from the jar
     */
    public static CommandInfo info(String className) {
        CommandInfo info = get().service(CommandService.class).getCommand(className);
        if (info == null) {
            throw new UserMessageException("the command " + className + " is not in this installation: install again");
        }
        return info;
    }

    private static Context get() {
        return isFiji() && IJ.runPlugIn("org.scijava.Context", "") instanceof Context fiji ? fiji : Own.CONTEXT;
    }

    private static boolean isFiji() {
        try {
            Class.forName(FIJI_ONLY, false, IJ.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
