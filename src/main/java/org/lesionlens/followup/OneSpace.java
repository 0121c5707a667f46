package org.lesionlens.followup;

import java.util.Optional;
import java.util.function.BiPredicate;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.dicom.DicomOrigin;
import org.lesionlens.io.dicom.SourceSeries;
import org.lesionlens.registration.Registration;
import org.lesionlens.registration.RigidMotion;
import org.lesionlens.registration.RigidRegistration;
import org.lesionlens.volume.AxisOrder;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.SharedSpace;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * How a date comes into the space of a patient's first one.
 *
 * @param motion of its image
 * @param how a sentence without its full stop
 */
public record OneSpace(RigidMotion motion, String how) {
    /** That of the first date. */
    static final OneSpace FIRST = new OneSpace(RigidMotion.NONE, "the space of all dates");

    private static final double SAME_PLACE = 0.1;
    private static final int SAMPLES = 9;
    private static final double LEAST_OVERLAP = 0.1;

    /**
     * What was looked at, for all that matters here.
     *
     * @param field its grid
     * @param image empty if only a mask is known
     * @param origin of the image, or of a mask alone; empty of other formats than DICOM
     */
    public record Scan(VolumeGeometry field, Optional<Volume> image, Optional<DicomOrigin> origin) {
        /** Of an image. */
        public static Scan of(LoadedVolume image) {
            return new Scan(
                    image.volume().geometry(),
                    Optional.of(image.volume()),
                    image.series().map(SourceSeries::origin));
        }
    }

    /** The same for dates. */
    static OneSpace of(Examination first, Examination other, RegistrationChoice choice, Progress progress) {
        return of(first.scan(), other.scan(), choice, progress);
    }

    /**
     * Brings a date to the first one.
     *
     * @throws UserMessageException if that cannot be done
     */
    public static OneSpace of(Scan first, Scan other, RegistrationChoice choice, Progress progress) {
        requireOnePatient(first, other);
        boolean placed = first.field().placed() && other.field().placed();
        if (choice != RegistrationChoice.RIGID && !placed) {
            return byIndex(first.field(), other.field());
        }
        boolean known = choice == RegistrationChoice.GEOMETRY || inOneFrame(first, other);
        boolean oneGrid = choice == RegistrationChoice.AUTO && onOneGrid(first, other);
        boolean images = first.image().isPresent() && other.image().isPresent();
        if (known || (oneGrid && !images)) {
            return byGeometry(first, other);
        }
        return oneGrid ? checked(first, other, progress) : registered(first, other, progress);
    }

    /**
     * One grid does not prove one space: the two dates of a patient may have been stored on it as they were taken, or be those
     * of two patients. Images that do not fit are refused, only what cannot be tried at all is taken as it is.
     */
    private static OneSpace checked(Scan first, Scan other, Progress progress) {
        try {
            return registered(first, other, progress);
        } catch (UnsuitableImageException e) {
            return new OneSpace(
                    RigidMotion.NONE,
                    "geometry: one grid, taken for one space, which could not be checked: " + e.getMessage());
        }
    }

    private static OneSpace registered(Scan first, Scan other, Progress progress) {
        if (first.image().isEmpty() || other.image().isEmpty()) {
            throw new UnsuitableImageException(
                    "it is not known to lie in one space with the first date, and without both"
                            + " images nothing can be registered: name them in the column image, or, if the masks lie in one"
                            + " space, choose the registration geometry");
        }
        Registration found =
                RigidRegistration.of(first.image().get(), other.image().get(), progress);
        return new OneSpace(found.motion(), "rigid registration: " + found.sentence());
    }

    private static void requireOnePatient(Scan first, Scan other) {
        if (both(first, other, DicomOrigin::isOfAnotherPatientThan)) {
            throw new UnsuitableImageException(
                    "its image or mask is of another patient than that of the first date (their"
                            + " PatientID in DICOM differ): give each patient a name of their own in the column patient");
        }
    }

    private static boolean inOneFrame(Scan first, Scan other) {
        return both(first, other, DicomOrigin::sharesSpaceWith);
    }

    private static boolean both(Scan first, Scan other, BiPredicate<DicomOrigin, DicomOrigin> is) {
        return first.origin()
                .filter(one -> other.origin().filter(two -> is.test(one, two)).isPresent())
                .isPresent();
    }

    /** Images of different frames of reference are not, wherever they say that they lie. */
    private static boolean onOneGrid(Scan first, Scan other) {
        boolean apart = both(first, other, DicomOrigin::liesElsewhereThan);
        VolumeGeometry grid = first.field();
        double voxel = Math.min(Math.min(grid.spacingMm(0), grid.spacingMm(1)), grid.spacingMm(2));
        return !apart && AxisOrder.of(grid, other.field(), SAME_PLACE * voxel).isPresent();
    }

    private static OneSpace byGeometry(Scan first, Scan other) {
        double overlap = Math.max(covered(first.field(), other.field()), covered(other.field(), first.field()));
        if (overlap < LEAST_OVERLAP) {
            throw new UnsuitableImageException(
                    "its field does not overlap that of the first date, so they show different"
                            + " parts of the patient: compare images of one part, or choose the registration rigid if their"
                            + " headers are wrong");
        }
        String why = inOneFrame(first, other)
                ? "one frame of reference"
                : onOneGrid(first, other)
                        ? "one grid, taken for one space, which nothing was there to check"
                        : "taken for one space as was chosen";
        return new OneSpace(RigidMotion.NONE, "geometry: " + why);
    }

    private static OneSpace byIndex(VolumeGeometry first, VolumeGeometry other) {
        if (first.placed() != other.placed() || !SharedSpace.haveOneArray(first, other)) {
            throw new UnsuitableImageException("nobody knows where it or the first date lies in the patient, and they"
                    + " have not one size and spacing: store both with their place");
        }
        return new OneSpace(RigidMotion.NONE, "geometry: of unknown place, compared voxel by voxel");
    }

    /** Which share of a field lies in another one, of places evenly over it. */
    private static double covered(VolumeGeometry field, VolumeGeometry by) {
        int inside = 0;
        for (int i = 0; i < SAMPLES * SAMPLES * SAMPLES; i++) {
            double[] index = new double[3];
            int rest = i;
            for (int axis = 0; axis < index.length; axis++) {
                index[axis] = (rest % SAMPLES + 0.5) / SAMPLES * field.size(axis) - 0.5;
                rest /= SAMPLES;
            }
            inside += Field.isIn(by, by.toIndex(field.toWorld(index))) ? 1 : 0;
        }
        return (double) inside / (SAMPLES * SAMPLES * SAMPLES);
    }

    /** A place in that date's space (LPS mm) in the space of the first one; a new array. */
    public double[] toFirst(double... place) {
        return motion.position(place);
    }

    /** The way back. */
    public double[] fromFirst(double... place) {
        return motion.inverse().position(place);
    }

    /** A grid of that date in the space of the first one. */
    VolumeGeometry moved(VolumeGeometry grid) {
        return motion == RigidMotion.NONE ? grid : motion.of(grid);
    }

    /** Labels likewise. */
    LabelMap moved(LabelMap labels) {
        return new LabelMap(labels.voxels(), moved(labels.geometry()));
    }
}
