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

    /**
     * Where an attribute stands.
     *
     * @param path the tags of the sequences that it lies in, each with {@code >}
     * @param characterSet SpecificCharacterSet of its data set, or of the one around that
     */
    private record Place(String path, String characterSet) {
        Place in(DicomDataSet dataSet) {
            return dataSet.string(DicomAttribute.SPECIFIC_CHARACTER_SET)
                    .map(own -> new Place(path, own))
                    .orElse(this);
        }
    }

    /** What stays of a data set. */
    DicomDataSet of(DicomDataSet original) {
        return of(original, new Place("", ""));
    }

    private DicomDataSet of(DicomDataSet original, Place around) {
        Place place = around.in(original);
        List<DicomElement> kept = new ArrayList<>();
        for (DicomElement element : original.elements()) {
            Optional<Rule> rule = ConfidentialityProfile.rule(element.tag());
            if (rule.isEmpty()) {
                done.add(place.path, element.tag(), "", AttributeAction.REMOVE.words());
            } else {
                one(element, rule.get(), place).ifPresent(kept::add);
            }
        }
        return DicomDataSet.of(kept);
    }

    private Optional<DicomElement> one(DicomElement element, Rule rule, Place place) {
        if ((rule.vr() == ValueRepresentation.SQ) != (element.vr() == ValueRepresentation.SQ)
                && rule.action() != AttributeAction.REMOVE) {
            done.add(place.path, element.tag(), rule.keyword(), NOT_OF_ITS_KIND);
            return Optional.empty();
        }
        if (rule.action() == AttributeAction.KEEP) {
            return kept(element, rule, place);
        }
        boolean said = element.vr() == ValueRepresentation.SQ ? !element.items().isEmpty() : hasValue(element);
        boolean time = rule.action() == AttributeAction.SHIFT && rule.vr() == ValueRepresentation.TM;
        done.add(place.path, element.tag(), rule.keyword(), (time ? AttributeAction.KEEP : rule.action()).words());
        return switch (rule.action()) {
            case REMOVE, MARK, KEEP -> Optional.empty();
            case EMPTY -> Optional.of(new DicomElement(element.tag(), rule.vr(), ByteBuffer.allocate(0), List.of()));
            case CLEAN -> Optional.of(inside(element, place));
            case DUMMY -> Optional.of(text(element, rule, said ? DUMMY : ""));
            case SHIFT ->
                Optional.of(text(element, rule, ShiftedDate.of(value(element), rule.vr(), patient.daysBack())));
            case UID -> Optional.of(text(element, rule, uids(value(element))));
            case PATIENT ->
                Optional.of(text(element, rule, rule.vr() == ValueRepresentation.PN ? patient.name() : patient.id()));
            case AGE -> Optional.of(text(element, rule, age(value(element))));
        };
    }

    private DicomElement inside(DicomElement sequence, Place place) {
        Place below = new Place(place.path + DicomAttribute.text(sequence.tag()) + ">", place.characterSet);
        List<DicomDataSet> items =
                sequence.items().stream().map(item -> of(item, below)).toList();
        return new DicomElement(sequence.tag(), ValueRepresentation.SQ, ByteBuffer.allocate(0), items);
    }

    /** Up to the first zero: nobody reads what follows, and it may be of another text that lay there before. */
    private static ByteBuffer readable(ByteBuffer value) {
        int end = value.position();
        while (end < value.limit() && value.get(end) != 0) {
            end++;
        }
        return value.duplicate().limit(end).order(value.order());
    }

    /** As it is, under the representation of the dictionary where the file has none. */
    private Optional<DicomElement> kept(DicomElement element, Rule rule, Place place) {
        if (!isOfItsKind(element, rule.vr())) {
            done.add(place.path, element.tag(), rule.keyword(), NOT_OF_ITS_KIND);
            return Optional.empty();
        }
        if (holdsIdentity(element, rule.vr(), place.characterSet)) {
            done.add(place.path, element.tag(), rule.keyword(), IDENTIFYING);
            return Optional.of(text(element, rule, ""));
        }
        done.add(place.path, element.tag(), rule.keyword(), AttributeAction.KEEP.words());
        ValueRepresentation vr = element.vr() == ValueRepresentation.UN ? rule.vr() : element.vr();
        ByteBuffer bytes = rule.vr().isText() ? readable(element.value()) : element.value();
        return Optional.of(new DicomElement(element.tag(), vr, bytes, List.of()));
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
    private boolean holdsIdentity(DicomElement element, ValueRepresentation named, String characterSet) {
        return switch (named) {
            case CS -> words.isWholeIn(value(element));
            case SH, LO, UC -> words.isIn(decoded(element, characterSet));
            default -> false;
        };
    }

    private static String decoded(DicomElement element, String characterSet) {
        ByteBuffer value = readable(element.value());
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return CharacterSets.decode(bytes, characterSet);
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
        return StandardCharsets.ISO_8859_1
                .decode(readable(element.value()))
                .toString()
                .strip();
    }

    private static DicomElement text(DicomElement element, Rule rule, String text) {
        ByteBuffer value =
                ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN);
        return new DicomElement(element.tag(), rule.vr(), value, List.of());
    }
}
