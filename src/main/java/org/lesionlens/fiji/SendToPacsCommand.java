package org.lesionlens.fiji;

import ij.IJ;
import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.DicomChoices;
import org.lesionlens.cases.Errors;
import org.lesionlens.cases.ResultFile;
import org.lesionlens.cases.ResultFormat;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.LabelImage;
import org.lesionlens.io.dicomweb.StoredFiles;
import org.lesionlens.io.file.UnpackedFolder;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Writes a label image, also one that was corrected by hand, as DICOM objects of the series that it was made from, and sends them to a server. */
@Plugin(type = Command.class, label = "Send to PACS...", description = "DICOMweb", visible = false, headless = true)
public final class SendToPacsCommand extends LesionCommand {
    @Parameter(label = "Image")
    private ImagePlus image;

    @Parameter(label = "Address of the server (https://HOST/dicom-web)", persist = false)
    private String server;

    @Parameter(label = "Formats of DICOM (empty: all)", required = false, persist = false)
    private String format;

    @Parameter(label = "Frame", min = "1", persist = false)
    private int frame = 1;

    @Parameter(
            label = "Certificate of the server's authority (PEM), if Java does not know it",
            required = false,
            persist = false)
    private File authority;

    @Parameter(label = "Allow unencrypted http", persist = false)
    private boolean insecure;

    @Override
    protected ImagePlus taken(ImagePlus current) {
        return LabelImage.beside(current);
    }

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) {
        return switch (key) {
            case "server" -> Optional.of(PacsSession.lastServer());
            case "frame" -> Optional.of(image.getT());
            default -> Optional.empty();
        };
    }

    @Override
    protected boolean isAsked(String key) {
        return !key.equals("frame") || image.getNFrames() > 1;
    }

    @Override
    protected void requireFit() {
        formats();
    }

    private List<ResultFormat> formats() {
        List<ResultFormat> named = ResultFormat.parse(format == null ? "" : format);
        List<ResultFormat> all = Arrays.stream(ResultFormat.values())
                .filter(each -> each.isDicom() && each != ResultFormat.SECONDARY_CAPTURE)
                .toList();
        named.forEach(ResultFormat::requireNoPicture);
        named.stream().filter(each -> !each.isDicom()).findFirst().ifPresent(other -> {
            throw new UsageException(
                    "the format " + other + " is none of DICOM, which a server stores: choose of " + all);
        });
        return named.isEmpty() ? all : named;
    }

    @Override
    protected List<Result> compute() throws IOException {
        List<ResultFile> objects = LesionObjects.of(image, frame, formats(), DicomChoices.USUAL);
        try (UnpackedFolder folder = new UnpackedFolder()) {
            List<Path> files = write(objects, folder.content());
            IJ.showStatus("Sending " + files.size() + " objects...");
            send(files);
        }
        return List.of();
    }

    private static List<Path> write(List<ResultFile> objects, Path folder) throws IOException {
        List<Path> written = new ArrayList<>();
        for (ResultFile object : objects) {
            Path target = folder.resolve(object.name());
            object.content().write(target);
            written.add(target);
        }
        return written;
    }

    /** @throws UserMessageException if the server has not got all, with what it has */
    private void send(List<Path> files) throws IOException {
        PacsSession session = new PacsSession(server.strip(), authority, insecure);
        StoredFiles sent = StoredFiles.send(files, file -> session.ask(servers -> servers.store(server, file)));
        if (!sent.missing().isEmpty()) {
            List<String> reasons = new ArrayList<>(sent.refusals());
            sent.fault().map(Errors::sentence).ifPresent(reasons::add);
            throw new UserMessageException("not stored: " + String.join(", ", sent.missing())
                    + (sent.stored().isEmpty() ? "" : " (stored: " + String.join(", ", sent.stored()) + ")") + "; "
                    + String.join("; ", reasons));
        }
        IJ.log("Send to PACS: stored: " + String.join(", ", sent.stored()));
    }
}
