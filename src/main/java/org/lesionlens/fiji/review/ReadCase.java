package org.lesionlens.fiji.review;

import ij.ImagePlus;
import java.io.IOException;
import org.lesionlens.cases.Case;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.OpenedFiles;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.review.CaseForReview;
import org.lesionlens.review.CaseInReview;
import org.lesionlens.review.CohortReview;

/**
 * A case that was read and is not on the screen yet; made beside the event thread.
 *
 * @param image as it is to be shown, without a window
 */
record ReadCase(CaseInReview item, ImagePlus image) {
    /**
     * Opens it under the name of the reviewer.
     *
     * @param images of the case
     * @throws IOException if it cannot be read, in whole or in part; then nobody has it
     */
    static ReadCase of(CohortReview review, CaseForReview seen, Case images) throws IOException {
        CaseInReview item = CaseInReview.open(review, seen, images);
        try {
            ImagePlus image = FijiVolumes.image(seen.name(), item.shown());
            ChannelInput input = images.inputs().get(0);
            OpenedFiles.remember(image, input.path().toAbsolutePath(), input.options());
            return new ReadCase(item, image);
        } catch (IOException | RuntimeException | Error e) {
            item.close();
            throw e;
        }
    }
}
