package org.lesionlens.io.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.lesionlens.io.dicom.ConfidentialityProfile.Rule;

/**
 * Data sets without what leads to a patient, attribute by attribute as {@link ConfidentialityProfile} says, in sequences too.
 *
 * @param key that identifiers follow from
 * @param patient the pseudonym
 * @param words that no text which stays may hold
 * @param done is told what was done
 */
record AttributeCleaning(
        DeidentificationKey key, PatientPseudonym patient, IdentifyingWords words, ProtectedAttributes done) {
    private static final String WELL_KNOWN_UIDS = "1.2.840.10008.";
    private static final String DUMMY = "REMOVED";
    private static final String NOT_OF_ITS_KIND = "removed, since its value is not of the kind that it must be";
    private static final String IDENTIFYING = "emptied, since it holds a name or number of the patient";
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9 _.+/\\\\-]*");
    private static final Pattern NUMBER = Pattern.compile("[0-9+.eE \\\\-]*");
    private static final Pattern UID = Pattern.compile("[0-9.\\\\]*");
    private static final Pattern AGE = Pattern.compile("[0-9]{3}[DWMY]");
    private static final String OLDEST = "090Y";
    private static final int LAST_SHOWN_AGE = 89;

    /** What stays of a data set. */
    DicomDataSet of(DicomDataSet original) {
        return of(original, "");
    }

    private DicomDataSet of(DicomDataSet original, String path) {
        List<DicomElement> kept = new ArrayList<>();
        for (DicomElement element : original.elements()) {
            Optional<Rule> rule = ConfidentialityProfile.rule(element.tag());
            if (rule.isEmpty()) {
                done.add(path, element.tag(), "", AttributeAction.REMOVE.words());
            } else {
                one(element, rule.get(), path).ifPresent(kept::add);
            }
        }
        return DicomDataSet.of(kept);
    }

    private Optional<DicomElement> one(DicomElement element, Rule rule, String path) {
        if ((rule.vr() == ValueRepresentation.SQ) != (element.vr() == ValueRepresentation.SQ)
                && rule.action() != AttributeAction.REMOVE) {
            done.add(path, element.tag(), rule.keyword(), NOT_OF_ITS_KIND);
            return Optional.empty();
        }
        if (rule.action() == AttributeAction.KEEP) {
            return kept(element, rule, path);
        }
        boolean said = element.vr() == ValueRepresentation.SQ ? !element.items().isEmpty() : hasValue(element);
        boolean time = rule.action() == AttributeAction.SHIFT && rule.vr() == ValueRepresentation.TM;
        done.add(path, element.tag(), rule.keyword(), (time ? AttributeAction.KEEP : rule.action()).words());
        return switch (rule.action()) {
            case REMOVE, MARK, KEEP -> Optional.empty();
            case EMPTY -> Optional.of(new DicomElement(element.tag(), rule.vr(), ByteBuffer.allocate(0), List.of()));
            case CLEAN -> Optional.of(inside(element, path));
            case DUMMY -> Optional.of(text(element, rule, said ? DUMMY : ""));
            case SHIFT ->
                Optional.of(text(element, rule, ShiftedDate.of(value(element), rule.vr(), patient.daysBack())));
            case UID -> Optional.of(text(element, rule, uids(value(element))));
            case PATIENT ->
                Optional.of(text(element, rule, rule.vr() == ValueRepresentation.PN ? patient.name() : patient.id()));
            case AGE -> Optional.of(text(element, rule, age(value(element))));
        };
    }

    private DicomElement inside(DicomElement sequence, String path) {
        String below = path + DicomAttribute.text(sequence.tag()) + ">";
        List<DicomDataSet> items =
                sequence.items().stream().map(item -> of(item, below)).toList();
        return new DicomElement(sequence.tag(), ValueRepresentation.SQ, ByteBuffer.allocate(0), items);
    }

    /** As it is, under the representation of the dictionary where the file has none. */
    private Optional<DicomElement> kept(DicomElement element, Rule rule, String path) {
        if (!isOfItsKind(element, rule.vr())) {
            done.add(path, element.tag(), rule.keyword(), NOT_OF_ITS_KIND);
            return Optional.empty();
        }
        if (holdsIdentity(element, rule.vr())) {
            done.add(path, element.tag(), rule.keyword(), IDENTIFYING);
            return Optional.of(text(element, rule, ""));
        }
        done.add(path, element.tag(), rule.keyword(), AttributeAction.KEEP.words());
        ValueRepresentation vr = element.vr() == ValueRepresentation.UN ? rule.vr() : element.vr();
        return Optional.of(new DicomElement(element.tag(), vr, element.value(), List.of()));
    }

    private static boolean isOfItsKind(DicomElement element, ValueRepresentation named) {
        boolean known = element.vr() != ValueRepresentation.UN;
        return switch (named) {
            case CS -> CODE.matcher(value(element)).matches();
            case DS, IS -> NUMBER.matcher(value(element)).matches();
            case UI -> UID.matcher(value(element)).matches();
            case SH, LO, UC -> true;
            default -> !known || !element.vr().isText();
        };
    }

    /** A code may be a word that is a name too, as HEAD; other texts may not. */
    private boolean holdsIdentity(DicomElement element, ValueRepresentation named) {
        return switch (named) {
            case CS -> words.isWholeIn(value(element));
            case SH, LO, UC -> words.isIn(value(element));
            default -> false;
        };
    }

    private String uids(String text) {
        List<String> uids = new ArrayList<>();
        for (String uid : text.split("\\\\", -1)) {
            uids.add(uid(uid.strip()));
        }
        return String.join("\\", uids);
    }

    /** The identifier that stands for another one; those of the standard itself stay. */
    String uid(String original) {
        return original.isEmpty() || original.startsWith(WELL_KNOWN_UIDS) ? original : key.uid(original);
    }

    private static String age(String text) {
        if (!AGE.matcher(text).matches()) {
            return "";
        }
        boolean old = text.endsWith("Y") && Integer.parseInt(text.substring(0, 3)) > LAST_SHOWN_AGE;
        return old ? OLDEST : text;
    }

    private static boolean hasValue(DicomElement element) {
        return element.value().hasRemaining();
    }

    private static String value(DicomElement element) {
        String text =
                StandardCharsets.ISO_8859_1.decode(element.value().duplicate()).toString();
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    private static DicomElement text(DicomElement element, Rule rule, String text) {
        ByteBuffer value =
                ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN);
        return new DicomElement(element.tag(), rule.vr(), value, List.of());
    }
}
