package org.lesionlens.fiji;

import ij.IJ;
import ij.gui.GenericDialog;
import ij.plugin.frame.Recorder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.lesionlens.fiji.command.QuestionDialog;
import org.lesionlens.io.dicomweb.Access;
import org.lesionlens.io.dicomweb.Credentials;
import org.lesionlens.io.dicomweb.DicomWebException;
import org.lesionlens.io.dicomweb.RemoteInputs;

/**
 * A server of this ImageJ. Credentials come from the environment; where a server does not take them and there is somebody to ask, a
 * dialog asks for them, and they are kept until ImageJ ends, nowhere but in memory. So is what was fetched, in a private folder, since
 * labels refer to the files that they were made from.
 *
 * @param server address below which DICOMweb lies; what is typed for one server is sent to no other
 * @param authority file of certificates; null for those that Java trusts
 * @param insecure whether http is allowed to other machines
 */
record PacsSession(String server, File authority, boolean insecure) {
    private static final Map<PacsSession, RemoteInputs> OPEN = new HashMap<>();
    private static String lastServer = "";

    /** Asks or sends something. */
    interface Request<T> {
        T to(RemoteInputs servers) throws IOException;
    }

    /** The server that was named last; empty if none was. */
    static synchronized String lastServer() {
        return lastServer;
    }

    /**
     * Asks or sends something, a second time with credentials of the user where the server wants them.
     *
     * @throws CancellationException if the user does not give them
     */
    <T> T ask(Request<T> request) throws IOException {
        synchronized (PacsSession.class) {
            lastServer = server;
        }
        try {
            return request.to(servers(Optional.empty()));
        } catch (DicomWebException e) {
            if (!e.wantsCredentials() || !QuestionDialog.isPossible()) {
                throw e;
            }
            return request.to(servers(Optional.of(asked())));
        }
    }

    private RemoteInputs servers(Optional<Credentials> given) {
        synchronized (PacsSession.class) {
            if (given.isPresent() || !OPEN.containsKey(this)) {
                Access access = new Access(
                        Optional.ofNullable(authority).map(File::toPath).map(Path::toAbsolutePath),
                        insecure,
                        given.orElseGet(() -> Credentials.of(System.getenv())),
                        Access.Patience.usual());
                OPEN.put(this, new RemoteInputs(access, IJ::escapePressed));
            }
            return OPEN.get(this);
        }
    }

    /** The Recorder sees nothing of it. */
    private Credentials asked() {
        GenericDialog dialog = new GenericDialog("Log in");
        dialog.addMessage(
                server + "\nwants to know who asks. What you type is kept until ImageJ ends, and nowhere else.");
        dialog.addStringField("User", "", 20);
        dialog.setEchoChar('*');
        dialog.addStringField("Password", "", 20);
        boolean recording = Recorder.record;
        Recorder.record = false;
        try {
            dialog.showDialog();
            if (dialog.wasCanceled()) {
                throw new CancellationException("cancelled by the user");
            }
            String user = dialog.getNextString();
            return Credentials.of(Map.of(Credentials.USER, user, Credentials.PASSWORD, dialog.getNextString()));
        } finally {
            Recorder.record = recording;
        }
    }
}
