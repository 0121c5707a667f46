package org.lesionlens.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.lesionlens.io.dicomweb.Access;
import org.lesionlens.io.dicomweb.Credentials;
import org.lesionlens.io.dicomweb.RemoteInputs;
import picocli.CommandLine.Option;

/** How servers of images are reached, and whether they get results. */
final class PacsOptions {
    @Option(
            names = "--ca",
            paramLabel = "FILE.pem",
            description =
                    "of dicomweb: certificates of the authority that the server's must come from (those that Java trusts)")
    private Path authority;

    @Option(
            names = "--insecure",
            description = "of dicomweb: allow http:// to other machines, which sends images and password unencrypted;"
                    + " certificates of https:// are checked all the same")
    private boolean unencrypted;

    @Option(
            names = "--store",
            description = "of dicomweb: send the DICOM results of --format to the server that the images came from")
    private boolean store;

    boolean store() {
        return store;
    }

    /**
     * What fetches inputs from servers; reaches none before one is named.
     *
     * @throws org.lesionlens.volume.UsageException if the credentials of the environment cannot be
     */
    RemoteInputs open() {
        Access access = new Access(
                Optional.ofNullable(authority), unencrypted, Credentials.of(System.getenv()), Access.Patience.usual());
        return new RemoteInputs(access, Interruption::isRequested);
    }
}
